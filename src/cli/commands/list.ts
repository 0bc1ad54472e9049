import { sortByNeed } from "../../attention/rank.ts";
import { COMMANDS } from "../../protocol/commands.ts";
import { COMMON_ARGS } from "../args.ts";
import { command } from "../command.ts";
import { LIST, parseStatuses, STATUS_WORDS } from "../flags.ts";
import { writeOut } from "../output.ts";
import { readSessionForm, SESSION_OUTPUT_ARGS, writeSessions } from "../session-output.ts";
import { formatNothing, formatSessions } from "../session-table.ts";
import { socketOf } from "../socket.ts";
import { ask } from "../wire-command.ts";

export const list = command({
  meta: { name: "list", description: COMMANDS.LIST.summary },
  guide: {
    group: "See what agents do",
    examples: [
      ["agent-console list", "open sessions, those that need you first"],
      ["agent-console list --status question --status attention", "only those that wait"],
      ["agent-console list --format '{project}|{status}|{for}'", "in your own words"],
    ],
  },
  args: {
    status: {
      type: "string",
      valueHint: LIST,
      description: `only sessions in these statuses: ${STATUS_WORDS}`,
    },
    all: { type: "boolean", description: "closed sessions too" },
    wide: { type: "boolean", description: "whole ids and texts, whatever the terminal's width" },
    ...SESSION_OUTPUT_ARGS,
    ...COMMON_ARGS,
  },
  run: async ({ args }) => {
    const wanted = args.status === undefined ? undefined : parseStatuses(args.status);
    const form = await readSessionForm("list", args);
    const sessions = await ask("LIST", {}, socketOf(args));
    const nowMs = Date.now();
    const shown = sortByNeed(
      sessions.filter(
        ({ status }) => wanted?.includes(status) ?? (args.all === true || status !== "closed"),
      ),
      nowMs,
    );
    if (form.kind !== "text") writeSessions(form, shown, String);
    else if (shown.length === 0) writeOut(formatNothing(sessions, wanted !== undefined));
    else writeOut(await formatSessions(shown, sessions, args.wide === true, nowMs));
  },
});
