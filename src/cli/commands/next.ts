import { nextInNeed } from "../../attention/rank.ts";
import { ConsoleError } from "../../protocol/errors.ts";
import { COMMON_ARGS, JSON_ARG } from "../args.ts";
import { command } from "../command.ts";
import { bringToFront, sayFocused } from "../front.ts";
import { writeAnswer } from "../output.ts";
import { asLine } from "../session-line.ts";
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
    ...JSON_ARG,
    ...COMMON_ARGS,
  },
  run: async ({ args }) => {
    const sessions = await ask("LIST", {}, socketOf(args));
    const session = nextInNeed(sessions, Date.now());
    if (session === undefined) throw new ConsoleError("refused", "nobody needs you");
    writeAnswer(args.json === true, session, asLine);
    if (args.focus) sayFocused(session, await bringToFront(session), true);
  },
});
