import { loadAgents } from "../agents/load.ts";
import { outcomeOf } from "../attention/answering.ts";
import { describeFocus } from "../attention/focus.ts";
import type { FollowEvent } from "../client/events.ts";
import { readRepository } from "../host/repository.ts";
import { terminalDevice } from "../host/tty.ts";
import type { Session } from "../protocol/session.ts";
import { type Acts, createActs } from "./acts.ts";
import { bringToFront } from "./front.ts";
import { runUserCommand } from "./user-command.ts";
import { ask } from "./wire-command.ts";

type Effect = import("../tui/state.ts").Effect;

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
  const acts = createActs(socket);
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
    perform: (effect) => perform(effect, acts, socket, own),
  });
}

/** @returns what to say of it; nothing where the view shows it by itself. */
async function perform(
  effect: Effect,
  acts: Acts,
  socket: string,
  own: OwnCommands,
): Promise<string | null> {
  switch (effect.type) {
    case "undo":
      return acts.takeBack(effect.act, effect.earlier);
    case "reopen":
      return own.reopen === undefined ? null : run(own.reopen, "reopen", effect.session, socket);
    case "focus":
      if (own.open !== undefined) return run(own.open, "open", effect.session, socket);
      return describeFocus(await bringToFront(effect.session));
    case "answer":
      return sendAnswer(effect, socket);
    default:
      await acts.carryOut(effect);
      return null;
  }
}

async function sendAnswer(
  { session, questionId, seen, words }: Effect & { type: "answer" },
  socket: string,
): Promise<string> {
  const terminal = terminalDevice(process.pid);
  const by = `agent-console watch${terminal === null ? "" : `, ${terminal}`}`;
  const about = { session_id: session.session_id, question_id: questionId, by };
  const hash = seen === null ? {} : { seen };
  return outcomeOf(await ask("ANSWER", { ...about, ...words, ...hash }, socket));
}

async function run(line: string, trigger: "open" | "reopen", session: Session, socket: string) {
  const status = await runUserCommand(line, session, trigger, undefined, socket, "ignore");
  if (status === 0) return null;
  // As sh says it (POSIX, "Exit Status for Commands").
  const why = status === 127 ? " - not found" : "";
  return `the command to ${trigger} it ended with ${status}${why}`;
}
