import * as fs from "node:fs";
import { LOG_LEVELS, type LogLevel } from "../protocol/log-level.ts";
import { toOneLine, truncate } from "../protocol/text.ts";
import { messageOf, reasonOf } from "./system-error.ts";

/** A log file grows to this size, then becomes `<file>.1`. */
const MAX_LOG_BYTES = 1024 * 1024;
const MAX_LINE_LENGTH = 4000;

/** The log of the daemon. One line a message; no message can forge another. */
export interface Log {
  error(text: string): void;
  warn(text: string): void;
  info(text: string): void;
  debug(text: string): void;
  /** Reopens the file, after it was moved away. */
  reopen(): void;
}

/** The destination of a log. */
interface Output {
  write(line: string): void;
  reopen(): void;
}

/**
 * A log to standard error, or to a file (0600, rotated at 1 MiB). Where the file
 * can't be opened it falls back to standard error: a daemon runs without its log.
 */
export function createLog(level: LogLevel, file: string | undefined): Log {
  const { output, problem } = openOutput(file);
  const rank = LOG_LEVELS.indexOf(level);
  const at = (name: LogLevel) => (text: string) => {
    if (LOG_LEVELS.indexOf(name) > rank) return;
    const line = truncate(toOneLine(text), MAX_LINE_LENGTH);
    output.write(`${new Date().toISOString()} ${name} ${line}\n`);
  };
  const log: Log = {
    error: at("error"),
    warn: at("warn"),
    info: at("info"),
    debug: at("debug"),
    reopen: () => output.reopen(),
  };
  if (problem !== undefined) log.warn(problem);
  return log;
}

function openOutput(file: string | undefined): { output: Output; problem?: string } {
  if (file === undefined) return { output: standardError };
  try {
    return { output: logFile(file) };
  } catch (error) {
    const why = reasonOf(error) ?? messageOf(error);
    return { output: standardError, problem: `cannot log to ${file}: ${why}` };
  }
}

const standardError: Output = {
  write: (line) => {
    try {
      fs.writeSync(2, line);
    } catch {
      // Standard error is closed: there is nowhere else to log.
    }
  },
  reopen: () => {},
};

function logFile(path: string): Output {
  const open = () => {
    const folder = path.slice(0, path.lastIndexOf("/")) || "/";
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY } = fs.constants;
    // Never waits: a pipe without a reader would hold the daemon up for ever.
    const flags = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
    const fd = fs.openSync(path, flags, 0o600);
    if (fs.fstatSync(fd).isFile()) return fd;
    fs.closeSync(fd);
    throw new Error("it is no regular file");
  };
  let fd = open();
  let bytes = fs.fstatSync(fd).size;
  const reopen = () => {
    const next = open(); // before the old one is closed, whose number a client's socket could get
    fs.closeSync(fd);
    fd = next;
    bytes = fs.fstatSync(fd).size;
  };
  // A full or missing disk must not stop the daemon, and there is nowhere else to log.
  const tolerantly = (act: () => void) => {
    try {
      act();
    } catch {}
  };
  return {
    reopen: () => tolerantly(reopen),
    write: (line) =>
      tolerantly(() => {
        bytes += fs.writeSync(fd, line);
        if (bytes < MAX_LOG_BYTES) return;
        fs.renameSync(path, `${path}.1`);
        reopen();
      }),
  };
}
