import { isOurCommand } from "./command.ts";
import { lineOf, unreadable } from "./json.ts";

/** A YAML file of an agent's settings with one place for a command, and a switch beside it. */
export interface SettingFile {
  agent: string;
  file: string;
  commandKey: string;
  switchKey: string;
}

/** What stands in the file about the two. */
export interface SettingState {
  /** The command in its one place; undefined when there is none. */
  command: string | undefined;
  /** The user's own switch; undefined when it says nothing. */
  isOn: boolean | undefined;
  isOurs: boolean;
}

/**
 * Reads the file; null: there is none.
 * @throws ConsoleError `refused` when it is not a plain YAML mapping
 */
export function inspectSetting(text: string | null, spec: SettingFile): SettingState {
  const map = parse(text ?? "", spec.file);
  const command = map[spec.commandKey];
  const isOn = map[spec.switchKey];
  return {
    command: typeof command === "string" ? command : undefined,
    isOn: typeof isOn === "boolean" ? isOn : undefined,
    isOurs: typeof command === "string" && isOurCommand(command, spec.agent),
  };
}

/**
 * The file with our command in it, two lines at its end; null when the one
 * place for a command, or the choice to have none, is the user's already.
 * @throws ConsoleError `refused` when it is not a plain YAML mapping
 */
export function installSetting(
  text: string | null,
  spec: SettingFile,
  command: string,
): string | null {
  const { file, commandKey, switchKey } = spec;
  const state = inspectSetting(text, spec);
  const before = text ?? "";
  const eol = /\r?\n/.exec(before)?.[0] ?? "\n";
  const line = `${commandKey}: ${JSON.stringify(command)}`;
  if (state.isOurs) {
    if (state.command === command) return before;
    return replaceOurs(before, spec, (old) => line + (/\r?\n$/.exec(old)?.[0] ?? ""));
  }
  // Whatever they say, even nothing: of a key that is there twice some take the first.
  const had = parse(before, file);
  if (Object.hasOwn(had, commandKey) || Object.hasOwn(had, switchKey)) return null;
  const isEnded = before === "" || before.endsWith("\n");
  const lines = [`${switchKey}: true`, line].join(eol);
  const after = isEnded ? `${before}${lines}${eol}` : `${before}${eol}${lines}`;
  const isKept = Bun.deepEquals(parse(after, file), {
    ...had,
    [switchKey]: true,
    [commandKey]: command,
  });
  if (!isKept)
    throw unreadable(file, lineOf(before, before.length), "expected a mapping to add to");
  return after;
}

/**
 * The file without our lines; null when nothing else was in it and there was
 * none before us.
 * @throws ConsoleError `refused` when it is not a plain YAML mapping, or our command takes more than a line
 */
export function uninstallSetting(
  text: string,
  spec: SettingFile,
  original: string | null,
): string | null {
  if (!inspectSetting(text, spec).isOurs) return text;
  const had = original === null ? undefined : inspectSetting(original, spec).isOn;
  let ours = "";
  const without = replaceOurs(text, spec, (line) => {
    ours = line;
    return "";
  });
  if (ours === "") throw unreadable(spec.file, 1, "expected our command on one line");
  const bare = had === undefined ? without.replace(switchLine(spec), "") : without;
  // Where the file did not end in a line break, ours came before our lines.
  const wasOpen = !ours.endsWith("\n");
  const after = wasOpen ? bare.replace(/\r?\n$/, "") : bare;
  return after === "" && original === null ? null : after;
}

/** The user may have written a line of their own beside ours since. */
function replaceOurs(text: string, spec: SettingFile, change: (line: string) => string): string {
  const lines = new RegExp(String.raw`^${RegExp.escape(spec.commandKey)}:[^\n]*\n?`, "gm");
  return text.replace(lines, (line) => (isOurLine(line, spec) ? change(line) : line));
}

function isOurLine(line: string, { agent, commandKey, file }: SettingFile): boolean {
  try {
    const command = parse(line, file)[commandKey];
    return typeof command === "string" && isOurCommand(command, agent);
  } catch {
    return false; // the first of several lines
  }
}

function switchLine({ switchKey }: SettingFile): RegExp {
  return new RegExp(
    String.raw`^${RegExp.escape(switchKey)}:[ \t]*true[ \t]*(?:#[^\n]*)?\r?\n?`,
    "m",
  );
}

function parse(text: string, file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = Bun.YAML.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw unreadable(file, 1, `${what}; expected YAML`);
  }
  if (value === null || value === undefined) return {};
  if (typeof value !== "object" || Array.isArray(value)) {
    throw unreadable(file, 1, "expected a YAML mapping");
  }
  return value as Record<string, unknown>; // an object that is no array
}
