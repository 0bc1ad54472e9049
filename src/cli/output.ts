import { writeSync } from "node:fs";

/** Writes an answer to standard output. Ends the process quietly when nobody reads it any more. */
export function writeOut(text: string): void {
  const bytes = Buffer.from(text);
  let offset = 0;
  while (offset < bytes.length) {
    try {
      offset += writeSync(1, bytes, offset);
    } catch (error) {
      if (isCode(error, "EPIPE")) process.exit(0);
      if (!isCode(error, "EAGAIN")) throw error;
      Bun.sleepSync(1); // a full pipe that its owner made non-blocking
    }
  }
}

/** Writes what a command was asked for: for programs with `--json`, else for people. */
export function writeAnswer<T>(isJson: boolean, data: T, format: (data: T) => string): void {
  writeOut(isJson ? `${JSON.stringify(data)}\n` : format(data));
}

/** Says on standard error that the hub is away, of what is followed until it comes back. */
export function writeAway(why: string): void {
  writeErr(`${why} - waiting for it to come back`);
}

/** Writes a line for people to standard error. */
export function writeErr(line: string): void {
  try {
    writeSync(2, `agent-console: ${line}\n`);
  } catch {
    // Nobody to tell; the exit status still does.
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
