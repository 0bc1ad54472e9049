import { isOurCommand } from "./command.ts";
import { lineOf, unreadable } from "./json.ts";

const COMMAND_KEY = "notifications-command";
const SWITCH_KEY = "notifications";
const COMMAND_LINE = /^notifications-command:[^\n]*\n?/m;
const SWITCH_LINE = /^notifications:[ \t]*true[ \t]*(?:#[^\n]*)?\r?\n?/m;

/** What stands in Aider's configuration about notifications. */
export interface AiderState {
  /** The command in its one place for a command; undefined when there is none. */
  command: string | undefined;
  /** The user's own `notifications`; undefined when it says nothing. */
  isOn: boolean | undefined;
  isOurs: boolean;
}

/**
 * Reads `.aider.conf.yml`; null: there is no file.
 * @throws ConsoleError `refused` when it is not a plain YAML mapping
 */
export function inspectAider(text: string | null, file: string): AiderState {
  const map = parse(text ?? "", file);
  const command = map[COMMAND_KEY];
  const isOn = map[SWITCH_KEY];
  return {
    command: typeof command === "string" ? command : undefined,
    isOn: typeof isOn === "boolean" ? isOn : undefined,
    isOurs: typeof command === "string" && isOurCommand(command, "aider"),
  };
}

/**
 * The file with our command in it, two lines at its end; null when the one
 * place for a command, or the choice to have none, is the user's already.
 * @throws ConsoleError `refused` when it is not a plain YAML mapping
 */
export function installAider(text: string | null, file: string, command: string): string | null {
  const state = inspectAider(text, file);
  const before = text ?? "";
  const eol = /\r?\n/.exec(before)?.[0] ?? "\n";
  const line = `${COMMAND_KEY}: ${JSON.stringify(command)}`;
  if (state.isOurs) {
    if (state.command === command) return before;
    return before.replace(COMMAND_LINE, (old) => line + (/\r?\n$/.exec(old)?.[0] ?? ""));
  }
  if (state.command !== undefined || state.isOn !== undefined) return null;
  const isEnded = before === "" || before.endsWith("\n");
  const lines = [`${SWITCH_KEY}: true`, line].join(eol);
  const after = isEnded ? `${before}${lines}${eol}` : `${before}${eol}${lines}`;
  const isKept = Bun.deepEquals(parse(after, file), {
    ...parse(before, file),
    [SWITCH_KEY]: true,
    [COMMAND_KEY]: command,
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
export function uninstallAider(text: string, file: string, original: string | null): string | null {
  if (!inspectAider(text, file).isOurs) return text;
  const had = original === null ? undefined : inspectAider(original, file).isOn;
  const without = text.replace(COMMAND_LINE, "");
  const bare = had === undefined ? without.replace(SWITCH_LINE, "") : without;
  // Where the file did not end in a line break, ours came before our lines.
  const wasOpen = !text.endsWith("\n") && COMMAND_LINE.exec(text)?.[0].endsWith("\n") === false;
  const after = wasOpen ? bare.replace(/\r?\n$/, "") : bare;
  return after === "" && original === null ? null : after;
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
