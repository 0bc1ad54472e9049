import type { CommandDef } from "citty";
import { sortByNeed } from "../../attention/rank.ts";
import { COMMANDS } from "../../protocol/commands.ts";
import { argsOf, COMMON_ARGS, inputOf, JSON_ARG } from "../args.ts";
import { command } from "../command.ts";
import { parseStatuses } from "../flags.ts";
import { writeOut } from "../output.ts";
import { formatSession, formatTable, terminalStyle } from "../print.ts";
import { asLine } from "../session-line.ts";
import { absolute, formatSet } from "../set.ts";
import { socketOf } from "../socket.ts";
import { ask, wireCommand } from "../wire-command.ts";

export const get: CommandDef = wireCommand("GET", formatSession);
export const rm: CommandDef = wireCommand("RM", asLine);
export const deleteSession: CommandDef = wireCommand("DELETE", asLine);
export const reopen: CommandDef = wireCommand("REOPEN", asLine);

export const set = command({
  meta: { name: "set", description: COMMANDS.SET.summary },
  args: { ...argsOf("SET"), ...JSON_ARG, ...COMMON_ARGS },
  run: async ({ args }) => {
    const session = await ask("SET", inputOf("SET", absolute(args)), socketOf(args));
    writeOut(args.json === true ? `${JSON.stringify(session)}\n` : formatSet(session));
  },
});

export const list = command({
  meta: { name: "list", description: COMMANDS.LIST.summary },
  args: {
    status: { type: "string", valueHint: "a,b", description: "only sessions in these statuses" },
    all: { type: "boolean", description: "closed sessions too" },
    ...JSON_ARG,
    ...COMMON_ARGS,
  },
  run: async ({ args }) => {
    const wanted = args.status === undefined ? undefined : parseStatuses(args.status);
    const sessions = await ask("LIST", {}, socketOf(args));
    const nowMs = Date.now();
    const shown = sortByNeed(
      sessions.filter(
        ({ status }) => wanted?.includes(status) ?? (args.all === true || status !== "closed"),
      ),
      nowMs,
    );
    writeOut(args.json ? `${JSON.stringify(shown)}\n` : formatTable(shown, terminalStyle(), nowMs));
  },
});
