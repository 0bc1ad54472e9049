import { isMarked, marked } from "./mark.ts";

/** The text of a script of ours that an agent runs on an event: `command` and nothing else. */
export function scriptText(agent: string, command: string): string {
  return `#!/bin/sh\n${marked(`${command}\n`, agent, "#")}`;
}

/** True when the file begins as a script of ours does, of whichever release. */
export function isOurScript(text: string): boolean {
  return isMarked(text, "#");
}

/** The command of a script of ours. */
export function commandOfScript(text: string): string {
  return text.split("\n").find((line) => line !== "" && !line.startsWith("#")) ?? "";
}
