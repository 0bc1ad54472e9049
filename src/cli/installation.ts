import { homeFolder } from "../host/home.ts";
import type { Change } from "../install/change.ts";
import type { InstallOptions } from "../install/locate.ts";
import { ConsoleError } from "../protocol/errors.ts";
import { toOneLine } from "../protocol/text.ts";
import { exampleNames, unknownAgent } from "./agent-facts.ts";
import { isConfirmed } from "./confirm.ts";
import { MANY } from "./flags.ts";
import { writeErr, writeOut } from "./output.ts";

/** The arguments of `install` and `uninstall`. */
export const INSTALL_ARGS = {
  agents: {
    type: "positional",
    required: false,
    valueHint: MANY,
    description: exampleNames(2),
  },
  "dry-run": { type: "boolean", description: "only show what would be written" },
} as const;

/** What the installer is to know of this machine and of how we were called. */
export async function installOptions(
  agents: readonly string[],
  answers?: boolean,
): Promise<InstallOptions> {
  const unknown = agents.map(unknownAgent).find((message) => message !== undefined);
  if (unknown !== undefined) throw new ConsoleError("usage", unknown);
  const { stableProgram } = await import("../install/versions.ts");
  const home = homeFolder();
  const program = stableProgram(process.execPath, process.argv0, process.env, home);
  return { env: process.env, home, program, agents, answers };
}

/** Shows what was found and asks once; nothing is asked where there is nothing to do. */
export async function isWanted(changes: readonly Change[]): Promise<boolean> {
  const { isDone } = await import("../install/change.ts");
  const due = changes.filter((change) => change.problem === undefined && !isDone(change));
  if (due.length === 0) return true;
  const width = Math.max(...due.map(({ title }) => title.length));
  const found = due.map(({ title, file }) => `  ${title.padEnd(width)}  ${toOneLine(file)}\n`);
  writeOut(`found here, without our hooks:\n${found.join("")}`);
  return isConfirmed("Put them in?", process.stdout, "yes");
}

/** Makes the changes one by one. What can't be done of one agent keeps none of the others back. */
export async function carryOut(
  changes: readonly Change[],
  isDryRun: boolean,
  done: string,
): Promise<void> {
  const { applyChange, isDone } = await import("../install/change.ts");
  const { unifiedDiff } = await import("../install/diff.ts");
  const notes = new Set<string>();
  let failures = 0;
  for (const change of changes) {
    const { title, file, before, after, problem } = change;
    if (problem !== undefined) {
      writeErr(`${title}: ${problem}`);
      failures += 1;
    } else if (isDone(change)) {
      writeOut(`${title}: nothing to do in ${toOneLine(file)}\n`);
    } else if (isDryRun) {
      writeOut(unifiedDiff(file, before, after));
    } else {
      const failure = whyNot(() => applyChange(change));
      if (failure !== undefined) {
        writeErr(`${title}: ${failure}`);
        failures += 1;
        continue;
      }
      const kept = change.backup === "write" ? ", the file as it was is kept beside it" : "";
      const what = after === null ? "removed" : "wrote";
      writeOut(`${title}: ${done}, ${what} ${toOneLine(file)}${kept}\n`);
      for (const note of change.notes) notes.add(note);
    }
  }
  for (const note of notes) writeOut(`note: ${note}\n`);
  if (failures > 0) throw new ConsoleError("refused", `${failures} of ${changes.length} failed`);
}

function whyNot(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof ConsoleError) return error.message;
    throw error;
  }
}
