import type { HookEvent } from "../agents/facets/install.ts";
import { isOurCommand } from "./command.ts";
import { lineOf, unreadable } from "./json.ts";

/** A TOML file with one table for each event of an agent, and what is to stand in it. */
export interface TablesFile {
  agent: string;
  file: string;
  /** The name of the tables: `hooks` for `[[hooks]]`. */
  table: string;
  hooks: readonly HookEvent[];
  command: string;
}

/** A table of ours, where it stands. */
interface Block {
  from: number;
  to: number;
  event: string;
  command: string;
  text: string;
}

/** How much of what should stand in a file stands there. */
export interface TablesState {
  present: string[];
  missing: string[];
  commands: string[];
  /** Whether what stands there of ours is just what should. */
  isCurrent: boolean;
}

/**
 * Reads the file; null: there is none.
 * @throws ConsoleError `refused` when it is not TOML
 */
export function inspectTables(text: string | null, spec: TablesFile): TablesState {
  parse(text ?? "", spec.file);
  const blocks = blocksOf(text ?? "", spec);
  const wanted = spec.hooks.map((hook) => tableOf(spec, hook));
  const present = [...new Set(blocks.map(({ event }) => event))];
  return {
    present,
    missing: spec.hooks.map(({ event }) => event).filter((event) => !present.includes(event)),
    commands: [...new Set(blocks.map(({ command }) => command))],
    isCurrent: Bun.deepEquals(
      blocks.map((block) => block.text.trim()).toSorted(),
      wanted.toSorted(),
    ),
  };
}

/**
 * The file with our tables at its end: a table begins a part of its own in TOML,
 * so that nothing else moves.
 * @throws ConsoleError `refused` when it is not TOML, or has its hooks in one line
 */
export function installTables(text: string | null, spec: TablesFile): string {
  const before = text ?? "";
  if (inspectTables(text, spec).isCurrent) return before;
  const rest = without(before, spec);
  const tables = spec.hooks.map((hook) => tableOf(spec, hook)).join("\n\n");
  const gap = rest === "" ? "" : rest.endsWith("\n") ? "\n" : "\n\n";
  const after = `${rest}${gap}${tables}\n`;
  if (!isKept(before, after, spec)) {
    const what = `expected ${spec.table} as tables, [[${spec.table}]]`;
    throw unreadable(spec.file, lineOf(before, before.length), what);
  }
  return after;
}

/**
 * The file without our tables; null when nothing else was in it and there was
 * none before us.
 * @throws ConsoleError `refused` when it is not TOML
 */
export function uninstallTables(
  text: string,
  spec: TablesFile,
  original: string | null,
): string | null {
  if (inspectTables(text, spec).present.length === 0) return text;
  const rest = without(text, spec);
  if (original !== null && rest.trim() === without(original, spec).trim()) return original;
  return rest.trim() === "" && original === null ? null : rest;
}

function tableOf({ table, command }: TablesFile, { event, timeoutSeconds }: HookEvent): string {
  return [
    `[[${table}]]`,
    `event = ${JSON.stringify(event)}`,
    `command = ${JSON.stringify(command)}`,
    `timeout = ${timeoutSeconds}`,
  ].join("\n");
}

// The agent writes its settings anew without comments: a table of ours is known by its command.
function blocksOf(text: string, { agent, table }: TablesFile): Block[] {
  const head = String.raw`^[ \t]*\[\[[ \t]*${RegExp.escape(table)}[ \t]*\]\][^\n]*`;
  const member = String.raw`\r?\n[ \t]*[\w-]+[ \t]*=[^\n]*`;
  const found = text.matchAll(new RegExp(`${head}(?:${member})*`, "gm"));
  return [...found].flatMap((match) => {
    const [first] = listOf(tryParse(match[0]), table);
    const { event, command } = Object(first);
    if (typeof command !== "string" || !isOurCommand(command, agent)) return [];
    const from = match.index;
    return [{ from, to: from + match[0].length, event: String(event), command, text: match[0] }];
  });
}

function without(text: string, spec: TablesFile): string {
  let rest = text;
  for (const { from, to } of blocksOf(text, spec).toReversed()) {
    const before = rest.slice(0, from).replace(/(\n|^)[ \t]*\r?\n$/, "$1");
    rest = before + rest.slice(to).replace(/^[ \t]*\r?\n/, "");
  }
  return rest;
}

/** Whether all that is not ours says the same before and after. */
function isKept(before: string, after: string, spec: TablesFile): boolean {
  const now = tryParse(after);
  if (now === undefined) return false;
  return Bun.deepEquals(foreignOf(parse(before, spec.file), spec), foreignOf(now, spec));
}

function foreignOf(value: Record<string, unknown>, { agent, table }: TablesFile): unknown {
  const { [table]: _, ...rest } = value;
  const foreign = listOf(value, table).filter((entry) => {
    const { command } = Object(entry);
    return typeof command !== "string" || !isOurCommand(command, agent);
  });
  return [rest, foreign];
}

function listOf(value: Record<string, unknown> | undefined, table: string): unknown[] {
  const list = value?.[table];
  return Array.isArray(list) ? list : [];
}

function parse(text: string, file: string): Record<string, unknown> {
  try {
    // A TOML document is a table.
    return Bun.TOML.parse(text.replace(/^\uFEFF/, "")) as Record<string, unknown>;
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw unreadable(file, 1, `${what}; expected TOML`);
  }
}

function tryParse(text: string): Record<string, unknown> | undefined {
  try {
    return parse(text, "");
  } catch {
    return undefined; // what stands there is judged by who asked
  }
}
