/** What a command line may hold, as plain data. */
export interface Form {
  /** Names of the positional arguments, in order. */
  words: string[];
  /** How many of them must be there. */
  required: number;
  /** Flags that take a value, with their defaults. */
  values: Record<string, string | null>;
  /** Flags that take none. */
  switches: string[];
}

/** Arguments by name, as the command tree would give them. */
export type PlainArgs = Readonly<Record<string, unknown>>;

/**
 * Parses plain command lines: `--flag value`, `--flag=value` and words.
 * @returns undefined for anything else, valid or not, to fall back to the command
 * tree, which costs five times as much to load.
 */
export function readPlainArgs(rawArgs: readonly string[], form: Form): PlainArgs | undefined {
  const args: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(form.values)) if (value !== null) args[name] = value;
  const words: string[] = [];
  const given = new Set<string>();
  for (let i = 0; i < rawArgs.length; i++) {
    const arg = rawArgs[i] ?? "";
    if (!arg.startsWith("-")) {
      words.push(arg);
      continue;
    }
    if (!arg.startsWith("--")) return undefined;
    const equals = arg.indexOf("=");
    const name = arg.slice(2, equals === -1 ? undefined : equals);
    if (given.has(name)) return undefined;
    given.add(name);
    if (form.switches.includes(name) && equals === -1) {
      // `--no-x` sets x to false, as citty does.
      if (name.startsWith("no-")) args[name.slice(3)] = false;
      else args[name] = true;
      continue;
    }
    const value = equals === -1 ? rawArgs[++i] : arg.slice(equals + 1);
    if (!Object.hasOwn(form.values, name) || !value || value.startsWith("-")) return undefined;
    args[name] = value;
  }
  if (words.length < form.required || words.length > form.words.length) return undefined;
  for (const [index, word] of words.entries()) args[form.words[index] ?? ""] = word;
  return args;
}
