import type { ArgDef } from "citty";
import { ENTRIES } from "../../agents/table.ts";
import { Status } from "../../protocol/session.ts";
import type { Command, CommandTree } from "../command.ts";
import { isRequired } from "../command-line.ts";
import { MANY } from "../flags.ts";
import type { Guide } from "../guide.ts";

/** What may stand in a place of the command line, for a shell to offer. */
export type Offer =
  | { kind: "choices"; choices: readonly string[] }
  | { kind: "session" | "file" | "folder" | "nothing" };

/** A flag as it is written: `--working-dir`. */
export interface FlagSpec {
  name: string;
  /** One-letter forms, with their dash. */
  aliases: readonly string[];
  description: string;
  /** What its value is called; null for a flag that takes none. */
  value: string | null;
  /** The value it has when it is not given. */
  default: string | null;
  offer: Offer;
}

/** An argument by position. */
export interface WordSpec {
  name: string;
  description: string;
  /** What kind of word it is; null where nothing more is said of it. */
  value: string | null;
  isRequired: boolean;
  /** Whether any number of words may stand there. */
  isMany: boolean;
  offer: Offer;
}

/** A command as completions and the manual know it. */
export interface CommandSpec {
  name: string;
  summary: string;
  words: readonly WordSpec[];
  flags: readonly FlagSpec[];
  guide: Guide;
}

const AGENT_NAMES: Offer = { kind: "choices", choices: ENTRIES.map(({ name }) => name) };

/** Arguments whose values are known by their name; the others say it in their value hint. */
const OFFERS: Readonly<Record<string, Offer>> = {
  session_id: { kind: "session" },
  sessions: { kind: "session" },
  agent: AGENT_NAMES,
  agents: AGENT_NAMES,
  status: { kind: "choices", choices: Status.options },
  decision: { kind: "choices", choices: ["allow", "deny"] },
  "working-dir": { kind: "folder" },
};

/** Reads a tree of commands into plain data, in its own order. */
export async function describeCommands(tree: CommandTree): Promise<CommandSpec[]> {
  const entries = Object.entries(tree).map(async ([name, load]) =>
    describeCommand(name, await load()),
  );
  return Promise.all(entries);
}

/** Reads one command into plain data. */
export function describeCommand(name: string, { meta, args, guide }: Command): CommandSpec {
  if (!isPlain(meta) || !isPlain(args)) throw new Error(`${name}: meta and args must be plain`);
  const defs = Object.entries(args ?? {});
  return {
    name,
    summary: meta?.description ?? "",
    guide,
    words: defs.filter(([, def]) => def.type === "positional").map(([key, def]) => word(key, def)),
    flags: defs.filter(([, def]) => def.type !== "positional").map(([key, def]) => flag(key, def)),
  };
}

function word(name: string, def: ArgDef): WordSpec {
  const { description = "" } = def;
  const isMany = def.valueHint === MANY;
  const value = def.valueHint ?? null;
  return {
    name,
    description,
    value,
    isRequired: isRequired(def),
    isMany,
    offer: offerOf(name, def),
  };
}

function flag(name: string, def: ArgDef): FlagSpec {
  const { description = "", valueHint } = def;
  const aliases = "alias" in def ? [def.alias ?? []].flat() : [];
  const isBoolean = def.type === "boolean";
  return {
    name: `--${name}`,
    aliases: aliases.filter((alias) => alias.length === 1).map((alias) => `-${alias}`),
    description,
    value: isBoolean ? null : (valueHint ?? name),
    default: isBoolean || def.default === undefined ? null : String(def.default),
    offer: isBoolean ? { kind: "nothing" } : offerOf(name, def),
  };
}

function offerOf(name: string, def: ArgDef): Offer {
  const { valueHint = "" } = def;
  if (def.type === "enum") return { kind: "choices", choices: def.options ?? [] };
  if (valueHint.includes("|")) return { kind: "choices", choices: valueHint.split("|") };
  if (valueHint === "path") return { kind: "file" };
  return OFFERS[name] ?? { kind: "nothing" };
}

// citty lets both be promises or functions; ours never are.
function isPlain<T>(value: T | Promise<T> | (() => T | Promise<T>)): value is T {
  return typeof value !== "function" && !(value instanceof Promise);
}
