import { loadAgents } from "../agents/load.ts";
import { describeFocus } from "../attention/focus.ts";
import type { FollowEvent } from "../client/events.ts";
import { readRepository } from "../host/repository.ts";
import type { Session } from "../protocol/session.ts";
import { bringToFront } from "./front.ts";
import { undo } from "./undo.ts";
import { runUserCommand } from "./user-command.ts";
import { ask } from "./wire-command.ts";

type Effect = import("../tui/state.ts").Effect;
type Act = import("../tui/state.ts").Act;

const UNDONE = {
  acknowledge: "waits for you again",
  unacknowledge: "is seen again",
  snooze: "is no longer put off",
  close: "is open again",
  delete: "is back",
} as const satisfies Record<Act["type"], string>;

/** What a person has run in a shell in the place of what we would do. */
interface OwnCommands {
  open?: string | undefined;
  reopen?: string | undefined;
}

/** Shows the live view until its person leaves. */
export async function showLive(
  events: AsyncIterable<FollowEvent>,
  socket: string,
  own: OwnCommands,
): Promise<void> {
  // Loaded here, so that a pipe does not pay for the screen.
  const { runLive } = await import("../tui/live.ts");
  const agents = await loadAgents();
  await runLive({
    events,
    hasColor: !process.env.NO_COLOR,
    opens: own.open !== undefined,
    reopens: own.reopen !== undefined,
    env: process.env,
    agentOf: (agentType) => agents.find((agent) => agent.agentType === agentType),
    explain: ({ session_id }) => ask("EXPLAIN", { session_id }, socket),
    readRepository,
    askWaited: async () => {
      const { waits } = await ask("STATUS", {}, socket);
      return waits.reduce((sum, { today_seconds }) => sum + today_seconds * 1000, 0);
    },
    perform: (effect) => perform(effect, socket, own),
  });
}

/** @returns what to say of it; nothing where the view shows it by itself. */
async function perform(effect: Effect, socket: string, own: OwnCommands): Promise<string | null> {
  if (effect.type === "undo") {
    await undo(effect.act, socket);
    return `${effect.act.session.display_name} ${UNDONE[effect.act.type]}`;
  }
  const { session_id } = effect.session;
  switch (effect.type) {
    case "reopen":
      return own.reopen === undefined ? null : run(own.reopen, "reopen", effect.session, socket);
    case "focus":
      if (own.open !== undefined) return run(own.open, "open", effect.session, socket);
      return describeFocus(await bringToFront(effect.session));
    case "acknowledge":
      await ask("ACK", { session_id }, socket);
      return null;
    case "unacknowledge":
      await ask("UNACK", { session_id }, socket);
      return null;
    case "snooze":
      await ask("SNOOZE", { session_id, for_ms: effect.forMs }, socket);
      return null;
    case "close":
      await ask("RM", { session_id }, socket);
      return null;
    case "delete":
      await ask("DELETE", { session_id }, socket);
      return null;
  }
}

async function run(line: string, trigger: "open" | "reopen", session: Session, socket: string) {
  const status = await runUserCommand(line, session, trigger, undefined, socket, "ignore");
  return status === 0 ? null : `the command to ${trigger} it ended with ${status}`;
}
