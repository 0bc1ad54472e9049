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
    return before.replace(commandLine(spec), (old) => line + (/\r?\n$/.exec(old)?.[0] ?? ""));
  }
  if (state.command !== undefined || state.isOn !== undefined) return null;
  const isEnded = before === "" || before.endsWith("\n");
  const lines = [`${switchKey}: true`, line].join(eol);
  const after = isEnded ? `${before}${lines}${eol}` : `${before}${eol}${lines}`;
  const isKept = Bun.deepEquals(parse(after, file), {
    ...parse(before, file),
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
 * @throws ConsoleError `refused` when it is not a plain YAML mapping
 */
export function uninstallSetting(
  text: string,
  spec: SettingFile,
  original: string | null,
): string | null {
  if (!inspectSetting(text, spec).isOurs) return text;
  const had = original === null ? undefined : inspectSetting(original, spec).isOn;
  const without = text.replace(commandLine(spec), "");
  const bare = had === undefined ? without.replace(switchLine(spec), "") : without;
  // Where the file did not end in a line break, ours came before our lines.
  const wasOpen =
    !text.endsWith("\n") && commandLine(spec).exec(text)?.[0].endsWith("\n") === false;
  const after = wasOpen ? bare.replace(/\r?\n$/, "") : bare;
  return after === "" && original === null ? null : after;
}

function commandLine({ commandKey }: SettingFile): RegExp {
  return new RegExp(String.raw`^${RegExp.escape(commandKey)}:[^\n]*\n?`, "m");
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
