import { toJson } from "../../protocol/text.ts";
import { argsOf, COMMON_ARGS, inputOf, JSON_ARG } from "../args.ts";
import { command } from "../command.ts";
import { bringToFront, sayFocused } from "../front.ts";
import { writeOut } from "../output.ts";
import { askAbout } from "../session-request.ts";
import { socketOf } from "../socket.ts";

export const focus = command({
  meta: { name: "focus", description: "Bring a session's terminal pane to the front" },
  guide: {
    group: "Deal with a session",
    examples: [
      ["agent-console focus shop", "bring its terminal pane to the front"],
      ["agent-console focus 3c9e --json", "say how far that went"],
    ],
  },
  args: { ...argsOf("GET"), ...JSON_ARG, ...COMMON_ARGS },
  run: async ({ args }) => {
    const session = await askAbout("GET", inputOf("GET", args), socketOf(args));
    const focused = await bringToFront(session);
    if (args.json === true) writeOut(`${toJson(focused)}\n`);
    sayFocused(session, focused, args.json === true);
  },
});
