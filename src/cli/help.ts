import { COMMON_ARGS, JSON_ARG } from "./args.ts";
import { EXITS, type Exit, exitsOf, GROUPS } from "./guide.ts";
import { MAX_COLUMNS, type Style } from "./print.ts";
import type { CommandSpec, FlagSpec, WordSpec } from "./shell/spec.ts";

type Rows = readonly (readonly [left: string, right: string])[];

/** A longer left side has its line to itself. */
const MAX_LEFT = 26;
const GLOBAL = Object.keys({ ...COMMON_ARGS, ...JSON_ARG }).map((name) => `--${name}`);
const HELP: Rows[number] = ["-h, --help", "show this help"];
const DURATIONS = "A duration has a unit: 250ms, 90s, 10m, 1h30m, 2d. Only 0 needs none.";

/** Every command, in its group. */
export function formatHelp(commands: readonly CommandSpec[], style: Style): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const groups = GROUPS.map((group) => {
    const members = commands.filter(({ guide }) => guide.group === group);
    return section(
      group,
      members.map(({ name, summary }) => [name.padEnd(width), summary]),
      style,
    );
  });
  const flags: Rows = [
    ["--socket <path>", COMMON_ARGS.socket.description],
    ["--json", JSON_ARG.json.description],
    ["-h, --help", "show this help, or that of a command"],
    ["-v, --version", "show the version"],
  ];
  return [
    "The hub that knows what every coding agent is doing\n\n",
    "Usage: agent-console [flags] <command> [arguments]\n",
    "       agent-console <command> --help\n",
    ...groups,
    section("Flags, before the command or after it", flags, style),
    section("Exit status", EXITS.map(exitRow), style),
  ].join("");
}

/** How one command is used: its arguments, flags, examples and exit statuses. */
export function formatCommandHelp(command: CommandSpec, style: Style): string {
  const { name, summary, words, flags, guide } = command;
  const own = flags.filter((flag) => !GLOBAL.includes(flag.name));
  const global = flags.filter((flag) => GLOBAL.includes(flag.name));
  const usage = [
    "agent-console",
    name,
    ...words.map(usageOf),
    ...(own.length > 0 ? ["[flags]"] : []),
  ];
  const hasDuration = [...words, ...own].some(({ value }) => value === "duration");
  const asksHub = flags.some((flag) => flag.name === "--socket");
  return [
    `${summary}\n\nUsage: ${usage.join(" ")}\n`,
    section("Arguments", words.map(wordRow), style),
    section("Flags", own.map(flagRow), style),
    hasDuration ? `\n${DURATIONS}\n` : "",
    section("Global flags", [...global.map(flagRow), HELP], style),
    section("Examples", guide.examples, { ...style, isStacked: true }),
    section("Exit status", exitsOf(guide, asksHub).map(exitRow), style),
  ].join("");
}

/** A heading with its rows; nothing where there are none. */
function section(title: string, rows: Rows, style: Style & { isStacked?: boolean }): string {
  if (rows.length === 0) return "";
  const heading = style.color ? `\u001b[1m${title}\u001b[0m` : title;
  const lines = style.isStacked ? rows.map(stack) : layOut(rows, style);
  return `\n${heading}\n${lines.join("")}`;
}

/** What a command line is for stands above it, as a shell's comment: both can be pasted. */
function stack([line, what]: Rows[number]): string {
  return `  # ${what}\n  ${line}\n`;
}

function layOut(rows: Rows, { columns }: Style): string[] {
  const width = Math.max(...rows.map(([left]) => (left.length > MAX_LEFT ? 0 : left.length)));
  const indent = " ".repeat(width + 4);
  const room = Math.max(20, Math.min(columns, MAX_COLUMNS) - indent.length);
  return rows.map(([left, right]) => {
    const text = Bun.wrapAnsi(right, room).replaceAll("\n", `\n${indent}`);
    const isLong = left.length > width;
    return isLong ? `  ${left}\n${indent}${text}\n` : `  ${left.padEnd(width)}  ${text}\n`;
  });
}

function usageOf({ name, isRequired, isMany }: WordSpec): string {
  const word = isMany ? `${name}…` : name;
  return isRequired ? `<${word}>` : `[${word}]`;
}

function wordRow(word: WordSpec): Rows[number] {
  return [word.isMany ? `${word.name}…` : word.name, word.description];
}

function flagRow({ name, aliases, value, description, ...flag }: FlagSpec): Rows[number] {
  const names = [...aliases, name].join(", ");
  const fallback = flag.default === null ? "" : ` (default ${flag.default})`;
  return [value === null ? names : `${names} <${value}>`, description + fallback];
}

function exitRow([status, meaning]: Exit): Rows[number] {
  return [String(status), meaning];
}
