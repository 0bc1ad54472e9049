import { closeSync, readFileSync } from "node:fs";

/** Holds, for a process that begins anew, its id and the descriptor of its note. */
const NOTE = "AGENT_CONSOLE_RENEWAL";

/** The variable that leads a process to the note that it left itself. */
export function addressNote(pid: number, fd: number): Record<string, string> {
  return { [NOTE]: `${pid}:${fd}` };
}

/**
 * The note that this process left itself when it began anew; undefined when it
 * did not. Its variable is taken out of the environment.
 */
export function takeNote(env: NodeJS.ProcessEnv, pid: number): Buffer | undefined {
  const [forWhom, fd] = env[NOTE]?.split(":").map(Number) ?? [];
  delete env[NOTE];
  if (forWhom !== pid || fd === undefined) return undefined;
  const note = readFileSync(fd);
  closeSync(fd);
  return note;
}
