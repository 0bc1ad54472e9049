import { nextInNeed } from "../../attention/rank.ts";
import { ConsoleError } from "../../protocol/errors.ts";
import { COMMON_ARGS } from "../args.ts";
import { command } from "../command.ts";
import { bringToFront, sayFocused } from "../front.ts";
import { asLine } from "../session-line.ts";
import { readSessionForm, SESSION_OUTPUT_ARGS, writeSession } from "../session-output.ts";
import { socketOf } from "../socket.ts";
import { ask } from "../wire-command.ts";

export const next = command({
  meta: { name: "next", description: "Show the session that has waited longest for you" },
  guide: {
    group: "See what agents do",
    examples: [
      ["agent-console next", "who has waited longest for you"],
      ["agent-console next --focus", "go there"],
    ],
    exits: [[1, "nobody needs you"]],
  },
  args: {
    focus: { type: "boolean", description: "bring its terminal pane to the front" },
    ...SESSION_OUTPUT_ARGS,
    ...COMMON_ARGS,
  },
  run: async ({ args }) => {
    const form = await readSessionForm("next", args);
    const sessions = await ask("LIST", {}, socketOf(args));
    const session = nextInNeed(sessions, Date.now());
    if (session === undefined) throw new ConsoleError("refused", "nobody needs you");
    writeSession(form, session, asLine);
    if (args.focus) sayFocused(session, await bringToFront(session), true);
  },
});
