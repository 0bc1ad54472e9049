import { closeSync, constants, openSync, writeSync } from "node:fs";
import {
  type Action,
  alertOf,
  type Channel,
  notifyStep,
  shortQuestion,
  terminalAlert,
} from "../attention/alert.ts";
import { ConsoleError } from "../protocol/errors.ts";
import type { Session } from "../protocol/session.ts";
import { toJson, toOneLine } from "../protocol/text.ts";
import { runStep } from "./step.ts";

const WEBHOOK_TIMEOUT_MS = 10_000;
/** How long a click on a notification is waited for. */
const CLICK_WITHIN_MS = 30 * 60_000;

/** What a person clicked: to be brought there, or an answer; null for nothing. */
export type Click = Action[0] | null;

/**
 * Shows a person the session through the channel. Where the whole of what it asks
 * is in the notification, it can be allowed or denied by a click.
 * @param name what it is called among the others.
 * @throws refused when it could not be shown.
 */
export async function deliver(channel: Channel, session: Session, name: string): Promise<Click> {
  const alert = alertOf(session, name, Date.now(), channel === "notify-send");
  if (channel !== "notify-send" && channel !== "osascript") {
    writeTerminal(terminalAlert(channel, alert, Boolean(process.env.TMUX)));
    return null;
  }
  // notify-send --action blocks until the notification is closed, on some desktops never.
  const offered = channel === "notify-send" ? actionsFor(session) : [];
  const shown = await runStep(notifyStep(channel, alert, offered), CLICK_WITHIN_MS);
  if (shown.ok || shown.isLate) {
    const clicked = shown.stdout.trim();
    return offered.find(([key]) => key === clicked)?.[0] ?? null;
  }
  // Before libnotify 0.8 it offers no actions.
  const plain = await runStep(notifyStep(channel, alert, []));
  if (!plain.ok) throw new ConsoleError("refused", `${channel} could not show a notification`);
  return null;
}

function actionsFor(session: Session): Action[] {
  const show: Action = ["default", "Show"];
  if (shortQuestion(session) === undefined) return [show];
  return [show, ["allow", "Allow once"], ["deny", "Deny"]];
}

/** Rings the bell of our terminal. */
export function ring(): void {
  writeTerminal("\u0007");
}

/** Posts the session as JSON. @throws refused when it is not taken. */
export async function post(url: string, session: Session): Promise<void> {
  let answer: Response;
  try {
    answer = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: toJson(session),
      redirect: "manual", // it would be followed without the session
      signal: AbortSignal.timeout(WEBHOOK_TIMEOUT_MS),
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConsoleError("refused", `the webhook can't be reached: ${why}`);
  }
  await answer.body?.cancel();
  if (answer.ok) return;
  const moved = answer.headers.get("location");
  const cure = moved === null ? "" : ` - give the address it has moved to: ${toOneLine(moved)}`;
  throw new ConsoleError("refused", `the webhook answered ${answer.status}${cure}`);
}

// Standard output may be redirected; the controlling terminal is always this.
function writeTerminal(text: string): void {
  let fd: number;
  try {
    fd = openSync("/dev/tty", constants.O_WRONLY | constants.O_NOCTTY);
  } catch {
    throw new ConsoleError(
      "refused",
      "there is no terminal to ring in - use --command or --webhook",
    );
  }
  try {
    writeSync(fd, text);
  } finally {
    closeSync(fd);
  }
}
