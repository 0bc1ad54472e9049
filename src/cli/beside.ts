import { type StdioOptions, spawn } from "node:child_process";
import { closeSync, openSync, unlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Starts this program beside a hook that its agent waits for, with that text on
 * its standard input. It outlives the hook, and nothing waits for it.
 */
export function startBeside(command: readonly string[], input: string): void {
  const file = nameless(input);
  const words = [...(Bun.isStandaloneExecutable ? [] : [Bun.main]), ...command];
  const stdio: StdioOptions = [file, "ignore", "ignore"];
  const child = spawn(process.execPath, words, { stdio, detached: true });
  child.on("error", () => {}); // out of processes: the question ends as it would without
  child.unref();
  closeSync(file);
}

/** A file at its start: of what is piped, only a part may be there when this process ends. */
function nameless(text: string): number {
  const path = join(tmpdir(), `agent-console-${crypto.randomUUID()}`);
  const file = openSync(path, "wx+", 0o600);
  unlinkSync(path);
  writeSync(file, text, 0);
  return file;
}
