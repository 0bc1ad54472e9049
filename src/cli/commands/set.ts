import { COMMANDS } from "../../protocol/commands.ts";
import type { Session } from "../../protocol/session.ts";
import { argsOf, COMMON_ARGS, inputOf } from "../args.ts";
import { command } from "../command.ts";
import { writeAnswer } from "../output.ts";
import { readSessionForm, SESSION_OUTPUT_ARGS, writeSession } from "../session-output.ts";
import { absolute, formatSet } from "../set.ts";
import { socketOf } from "../socket.ts";
import { ask } from "../wire-command.ts";

export const set = command({
  meta: { name: "set", description: COMMANDS.SET.summary },
  guide: {
    group: "Report",
    examples: [
      ["agent-console set build-7 working", "report a session of your own from a script"],
      ["agent-console set build-7 attention --message 'tests are red'", "say what it wants"],
      ["agent-console set build-7 closed", "it is over"],
    ],
  },
  args: { ...argsOf("SET"), ...SESSION_OUTPUT_ARGS, ...COMMON_ARGS },
  run: async ({ args }) => {
    const form = await readSessionForm("set", args);
    const session = await ask("SET", inputOf("SET", absolute(args)), socketOf(args));
    // A report-only socket answers with the id alone.
    if (isWhole(session)) writeSession(form, session, formatSet);
    else writeAnswer(form.kind === "json", session, formatSet);
  },
});

function isWhole(session: Partial<Session>): boolean {
  return session.status !== undefined;
}
