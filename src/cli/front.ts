import { describeFocus, type Focused, followPlan, planFocus } from "../attention/focus.ts";
import { askWatchers, isWatched } from "../attention/tmux.ts";
import { terminalDevice } from "../host/tty.ts";
import { ConsoleError } from "../protocol/errors.ts";
import type { Session } from "../protocol/session.ts";
import { writeOut } from "./output.ts";
import { runStep } from "./step.ts";

/** Brings the terminal of a session to the front, as far as that can be done, and says how far. */
export async function bringToFront(session: Session): Promise<Focused> {
  const { pid, host } = session;
  const tty = pid === null || host !== null ? null : terminalDevice(pid);
  const attempts = planFocus(session, { platform: process.platform, env: process.env, tty });
  if (typeof attempts === "string") return { reach: "none", terminal: null, why: attempts };
  return followPlan(attempts, runStep);
}

/** Says how it went. @throws refused when nothing came to the front. */
export function sayFocused(session: Session, focused: Focused, isQuiet: boolean): void {
  const said = `${session.session_id}: ${describeFocus(focused)}`;
  if (focused.reach === "none") throw new ConsoleError("refused", said);
  if (!isQuiet) writeOut(`${said}\n`);
}

/** True when somebody has the session's pane in front of them; false also where nobody can tell. */
export async function isInFront(session: Session): Promise<boolean> {
  const question = session.host === null ? askWatchers(session.terminal) : undefined;
  if (question === undefined) return false;
  const { ok, stdout } = await runStep(question);
  return ok && isWatched(session.terminal, stdout);
}
