import { calls } from "../host/calls.ts";
import { fs } from "../host/node-fs.ts";
import { onReaderGone } from "../host/reader.ts";
import { reasonOf } from "../host/system-error.ts";
import { ConsoleError } from "../protocol/errors.ts";
import { toJson } from "../protocol/text.ts";

/**
 * Writes an answer to standard output. Ends the process quietly when nobody
 * reads it any more. @throws refused when it can't be written: a full disk.
 */
export function writeOut(text: string): void {
  const bytes = new TextEncoder().encode(text);
  let offset = Math.max(0, calls()?.write(1, bytes) ?? 0); // where it fails, the next says why
  while (offset < bytes.length) {
    try {
      offset += fs().writeSync(1, bytes, offset);
    } catch (error) {
      if (isCode(error, "EPIPE")) process.exit(0);
      if (!isCode(error, "EAGAIN")) throw cannotWrite(error);
      Bun.sleepSync(1); // a full pipe that its owner made non-blocking
    }
  }
}

/** Ends the process once nobody reads standard output: of what goes on until it is told to end. */
export function endWithReader(): void {
  onReaderGone(1, () => process.exit(0));
}

/** Writes what a command was asked for: for programs with `--json`, else for people. */
export function writeAnswer<T>(isJson: boolean, data: T, format: (data: T) => string): void {
  writeOut(isJson ? `${toJson(data)}\n` : format(data));
}

/** Says on standard error that the hub is away, of what is followed until it comes back. */
export function writeAway(why: string): void {
  writeErr(`${why} - waiting for it to come back`);
}

/** Writes a line for people to standard error. */
export function writeErr(line: string): void {
  try {
    fs().writeSync(2, `agent-console: ${line}\n`);
  } catch {
    // Nobody to tell; the exit status still does.
  }
}

function cannotWrite(error: unknown): unknown {
  const why = reasonOf(error);
  return why === undefined ? error : new ConsoleError("refused", `standard output: ${why}`);
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
