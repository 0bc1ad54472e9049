import type { ArgDef, ArgsDef } from "citty";
import { ConsoleError } from "../protocol/errors.ts";
import { LIST, MANY, parseList } from "./flags.ts";
import { withSuggestion } from "./suggest.ts";

/**
 * Refuses what citty lets through in silence: unknown flags, flags without their
 * value, words too many or too few. @returns the line as citty is to read it: a list that
 * was given in several flags is one flag. @throws usage
 */
export function checkArgs(rawArgs: readonly string[], defs: ArgsDef, command: string): string[] {
  const end = rawArgs.indexOf("--");
  const before = end === -1 ? rawArgs : rawArgs.slice(0, end);
  const after = end === -1 ? [] : rawArgs.slice(end);
  const kept: string[] = [];
  const words: string[] = [];
  const lists = new Map<string, string[]>();
  for (let i = 0; i < before.length; i++) {
    const arg = before[i] ?? "";
    if (!arg.startsWith("-") || arg === "-") {
      words.push(arg);
      kept.push(arg);
      continue;
    }
    const { name, written, inline, def } = findFlag(arg, defs, command);
    // What follows `--` is a word, never a value.
    const value = def.type === "boolean" ? undefined : (inline ?? rawArgs[++i]);
    if (def.type === "boolean" && inline !== undefined)
      throw new ConsoleError("usage", `--${written} takes no value`);
    if (def.type !== "boolean" && value === undefined) throw missingValue(written);
    // A message may be empty; a path, a command or a template that is was left out by mistake.
    if (value === "" && def.valueHint !== undefined) throw missingValue(written);
    if (def.valueHint !== LIST) {
      kept.push(...(inline === undefined && value !== undefined ? [arg, value] : [arg]));
      continue;
    }
    const items = parseList(value);
    if (items.length === 0) throw missingValue(written);
    lists.set(name, [...(lists.get(name) ?? []), ...items]);
  }
  checkWords([...words, ...after.slice(1)], defs, command);
  const joined = Array.from(lists, ([name, items]) => `--${name}=${items.join(",")}`);
  return [...joined, ...kept, ...after];
}

interface Flag {
  name: string;
  /** As it was typed, without dashes: the name, or an alias. */
  written: string;
  /** What follows `=`. */
  inline: string | undefined;
  def: ArgDef;
}

function findFlag(arg: string, defs: ArgsDef, command: string): Flag {
  const equals = arg.indexOf("=");
  const typed = equals === -1 ? arg : arg.slice(0, equals);
  const written = typed.replace(/^--?/, "");
  const flags = Object.entries(defs).filter(([, def]) => def.type !== "positional");
  const found = flags.find(([name, def]) => name === written || aliases(def).includes(written));
  if (found === undefined) {
    // The help of all commands tells of it.
    if (typed === "--json") throw new ConsoleError("usage", `${command} takes no --json`);
    const names = flags.flatMap(([name, def]) => [name, ...aliases(def)]);
    const known = names.filter((name) => name.length > 1).map((name) => `--${name}`);
    const message = `unknown flag ${typed}`;
    const suggested = withSuggestion(message, typed, known);
    const help = ` - see agent-console ${command} --help`;
    throw new ConsoleError("usage", suggested === message ? message + help : suggested);
  }
  const [name, def] = found;
  return { name, written, inline: equals === -1 ? undefined : arg.slice(equals + 1), def };
}

function checkWords(words: readonly string[], defs: ArgsDef, command: string): void {
  const positional = Object.entries(defs).filter(([, { type }]) => type === "positional");
  const takesMany = positional.some(([, { valueHint }]) => valueHint === MANY);
  const usage = positional.map(([name, def]) => {
    const word = def.valueHint?.includes("|") ? def.valueHint : name;
    return isRequired(def) ? `<${word}>` : `[${word}]`;
  });
  const help = `usage: ${["agent-console", command, ...usage].join(" ")}`;
  if (!takesMany && words.length > positional.length) {
    throw new ConsoleError("usage", `unexpected argument: ${words[positional.length]} - ${help}`);
  }
  const missing = positional[words.length];
  if (missing !== undefined && isRequired(missing[1])) {
    throw new ConsoleError("usage", `missing <${missing[0]}> - ${help}`);
  }
}

/** Whether a positional argument has to be there: in citty, unless it says otherwise. */
export function isRequired(def: ArgDef): boolean {
  return def.required !== false && def.default === undefined;
}

function aliases(def: ArgDef): string[] {
  const { alias } = def as { alias?: string | string[] }; // positionals have none
  return alias === undefined ? [] : [alias].flat();
}

/** A flag that wants a value and got none. */
export function missingValue(flag: string): ConsoleError {
  return new ConsoleError("usage", `--${flag}: expected a value`);
}
