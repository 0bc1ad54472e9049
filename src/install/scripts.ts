const MARKER = "written by agent-console install";

/** The text of a script of ours that an agent runs on an event: `command` and nothing else. */
export function scriptText(agent: string, command: string): string {
  return [
    "#!/bin/sh",
    `# ${MARKER} ${agent}. Changes are lost at the next install; remove it with`,
    `# agent-console uninstall ${agent}.`,
    command,
    "",
  ].join("\n");
}

/** True when the file begins as a script of ours does, of whichever release. */
export function isOurScript(text: string): boolean {
  return text.split("\n", 3).some((line) => line.startsWith("#") && line.includes(MARKER));
}

/** The command of a script of ours. */
export function commandOfScript(text: string): string {
  return text.split("\n").find((line) => line !== "" && !line.startsWith("#")) ?? "";
}
