import { DEFAULT_SOCKET } from "../../protocol/address.ts";
import type { Stamp } from "../../version.ts";
import { EXITS, type Exit, GROUPS, type Guide } from "../guide.ts";
import type { CommandSpec, FlagSpec, WordSpec } from "./spec.ts";

/** The manual page agent-console(1), in the macros of man(7), from the table of commands. */
export function manPage(commands: readonly CommandSpec[], { version, day }: Stamp): string {
  return `.TH AGENT-CONSOLE 1 "${day ?? "1970-01-01"}" "agent-console ${version}" "User Commands"
.SH NAME
agent-console \\- the hub that knows what every coding agent on this machine is doing
.SH SYNOPSIS
.B agent-console
.I command
.RI [ argument " ...]"
.SH DESCRIPTION
Agents report to the hub through their hooks; the hub keeps what each is doing, and tells whoever asks or listens.
It is one program: a daemon that commands start when they need it, the commands themselves, and the hooks.
It answers on a Unix socket with one JSON object a line, so
.B socat
and
.B nc
are clients too.
.SH COMMANDS
${GROUPS.map((group) => groupOf(group, commands)).join("")}.SH ENVIRONMENT
.TP
.B AGENT_CONSOLE_SOCKET
Path of the hub's socket; ${literal(DEFAULT_SOCKET)} when it is not set.
.TP
.B AGENT_CONSOLE_IDLE_TIMEOUT
How long a hub that a command starts stays without connections and active sessions, like 90s, 10m or 2h; 0 for ever. 60m when it is not set.
.TP
.B AGENT_CONSOLE_LOG_LEVEL
How much such a hub logs; info when it is not set.
.TP
.B NO_COLOR
When it is set, nothing is coloured.
.SH FILES
.TP
.I ${literal(DEFAULT_SOCKET)}
The hub's socket.
.TP
.I ~/.local/state/agent\\-console/daemon.log
What the hub says when a command has started it.
.SH EXIT STATUS
${EXITS.map(exit).join("")}.PP
A hook always ends with 0.
.SH EXAMPLES
.TP
See every session, those that need you first:
.B agent\\-console list
.TP
Report one from a script:
.B agent\\-console set build\\-7 working
.TP
Ask without this program:
.B echo '{"cmd":"LIST"}' | socat \\-t5 \\- UNIX\\-CONNECT:${literal(DEFAULT_SOCKET)}
`;
}

function groupOf(group: string, commands: readonly CommandSpec[]): string {
  const members = commands.filter(({ guide }) => guide.group === group);
  return `.SS ${literal(group)}\n${members.map(section).join("")}`;
}

function exit([status, meaning]: Exit): string {
  return `.TP\n.B ${status}\n${sentence(meaning)}\n`;
}

function section({ name, summary, words, flags, guide }: CommandSpec): string {
  const synopsis = words.map(synopsisOf).join("");
  const items = [...words.map(wordItem), ...flags.map(flagItem)];
  const examples = guide.examples.map(exampleItem);
  const list = `.RS\n${[...items, ...examples].join("")}.RE\n`;
  return `.TP\n\\fBagent\\-console ${literal(name)}\\fR${synopsis}\n${sentence(summary)}\n${list}`;
}

function synopsisOf({ name, isRequired, isMany }: WordSpec): string {
  const word = `\\fI${literal(name)}\\fR${isMany ? " ..." : ""}`;
  return isRequired ? ` ${word}` : ` [${word}]`;
}

function wordItem({ name, description }: WordSpec): string {
  return `.TP\n.I ${literal(name)}\n${sentence(description)}\n`;
}

function exampleItem([line, what]: Guide["examples"][number]): string {
  return `.TP\nExample: ${literal(what)}\n.B ${literal(line)}\n`;
}

function flagItem({ name, aliases, value, description, ...flag }: FlagSpec): string {
  const names = [...aliases, name].map((one) => `\\fB${literal(one)}\\fR`).join(", ");
  const hint = value === null ? "" : ` \\fI${literal(value)}\\fR`;
  const fallback = flag.default === null ? "" : ` (default ${flag.default})`;
  return `.TP\n${names}${hint}\n${sentence(description + fallback)}\n`;
}

function sentence(text: string): string {
  return literal(`${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`);
}

/** Text as roff takes it literally: no escapes, no hyphens out of minus signs, no control lines. */
function literal(text: string): string {
  const escaped = text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll("…", "...")
    .replaceAll('"', "\\(dq")
    .replaceAll("'", "\\(aq");
  return /^[.']/.test(escaped) ? `\\&${escaped}` : escaped;
}
