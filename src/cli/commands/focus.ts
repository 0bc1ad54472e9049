import { describeFocus, type Focused } from "../../attention/focus.ts";
import { ConsoleError } from "../../protocol/errors.ts";
import type { Session } from "../../protocol/session.ts";
import { argsOf, COMMON_ARGS, inputOf, JSON_ARG } from "../args.ts";
import { command } from "../command.ts";
import { bringToFront } from "../front.ts";
import { writeOut } from "../output.ts";
import { socketOf } from "../socket.ts";
import { ask } from "../wire-command.ts";

export const focus = command({
  meta: { name: "focus", description: "Bring a session's terminal pane to the front" },
  args: { ...argsOf("GET"), ...JSON_ARG, ...COMMON_ARGS },
  run: async ({ args }) => {
    const session = await ask("GET", inputOf("GET", args), socketOf(args));
    const focused = await bringToFront(session);
    if (args.json === true) writeOut(`${JSON.stringify(focused)}\n`);
    sayFocused(session, focused, args.json === true);
  },
});

/** Says how it went. @throws refused when nothing came to the front. */
export function sayFocused(session: Session, focused: Focused, isQuiet: boolean): void {
  const said = `${session.session_id}: ${describeFocus(focused)}`;
  if (focused.reach === "none") throw new ConsoleError("refused", said);
  if (!isQuiet) writeOut(`${said}\n`);
}
