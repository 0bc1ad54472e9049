import { argsOf, COMMON_ARGS, inputOf } from "../args.ts";
import { command } from "../command.ts";
import { bringToFront, sayFocused } from "../front.ts";
import { readSessionForm, SESSION_OUTPUT_ARGS, writeAbout } from "../session-output.ts";
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
  args: { ...argsOf("GET"), ...SESSION_OUTPUT_ARGS, ...COMMON_ARGS },
  run: async ({ args }) => {
    const form = await readSessionForm("focus", args);
    const isPlain = form.kind === "text";
    const session = await askAbout("GET", inputOf("GET", args), socketOf(args));
    const focused = await bringToFront(session);
    if (!isPlain) writeAbout(form, session, focused, () => "");
    sayFocused(session, focused, !isPlain);
  },
});
