// Sessions that a relay brought from other hubs: how they enter the store.
import { ConsoleError } from "../../protocol/errors.ts";
import { type ReceivedSession, receivedId } from "../../protocol/received.ts";
import { createState } from "./created.ts";
import type { Attended } from "./requests.ts";
import type { SessionState } from "./state.ts";
import type { Store } from "./store.ts";
import { pack } from "./transitions.ts";

/** Longest id that a session may have. */
const MAX_ID = 256;

/**
 * Shows a session of another hub as that hub says it is. Nothing is published
 * where nothing changed.
 * @returns false where there is no room for it, or its id is a session's that no relay brought.
 */
export function receive(store: Store, from: string, said: ReceivedSession): boolean {
  const id = receivedId(from, said.session_id);
  if (id.length > MAX_ID) return false;
  const there = store.find(id);
  if (there !== undefined && there.received === null) return false;
  const isSame = there?.instance === said.instance;
  if (there !== undefined && isSame) {
    const next = stateOf(id, from, said, there);
    if (isEqual(there, next)) return true;
    Object.assign(there, next, { seq: there.seq });
    store.touch(there);
    return true;
  }
  store.forget(id); // another session of the same name
  const state = stateOf(id, from, said, undefined);
  try {
    store.add(state);
  } catch (error) {
    if (error instanceof ConsoleError) return false; // too many
    throw error;
  }
  store.touch(state);
  return true;
}

/** Forgets a session that its own hub has forgotten. */
export function forgetReceived(store: Store, from: string, id: string): void {
  const state = store.find(receivedId(from, id));
  if (state?.received?.from === from) store.forget(state.id);
}

/** No news can come of the sessions of these hubs. @returns whether there were any. */
export function cutOffReceived(store: Store, isMeant: (from: string) => boolean): boolean {
  const lost = [...store.sessions()].filter(
    ({ received, isCutOff }) => received !== null && !isCutOff && isMeant(received.from),
  );
  for (const state of lost) store.cutOff(state);
  return lost.length > 0;
}

function stateOf(
  id: string,
  from: string,
  said: ReceivedSession,
  known: SessionState | undefined,
): SessionState {
  const state = createState(id, said.status, said.since_ms);
  const idHere = (other: string | null | undefined) => (other ? receivedId(from, other) : null);
  const attended = {
    acknowledgedMs: said.acknowledged_ms ?? null,
    snoozedUntilMs: said.snoozed_until_ms ?? null,
    snoozeEndsMs: null,
  };
  const { acknowledgedMs, snoozedUntilMs } = attended;
  // Every field by name: what a new state does not hold would leave the known one's as it is.
  return Object.assign(state, {
    instance: said.instance,
    agentType: said.agent_type,
    reason: said.reason ?? null,
    message: said.message ?? null,
    title: said.title ?? null,
    workingDir: said.working_dir ?? null,
    priority: said.priority ?? 0,
    updatedMs: said.updated_ms,
    transitions: said.history === undefined ? state.transitions : pack(said.history),
    host: said.host ?? from,
    parentId: idHere(said.parent_id),
    background: said.background ?? 0,
    replacedBy: idHere(said.replaced_by),
    replayed: said.replayed ?? false,
    reported: true,
    isCutOff: false,
    ...(keepsOurs(said, attended, known) ? ours(known) : attended),
    received: {
      from,
      displayName: said.display_name ?? "unknown",
      isStale: said.stale ?? false,
      acknowledgedMs,
      snoozedUntilMs,
    },
  } satisfies Partial<SessionState>);
}

/** Whether what a person said here still holds: nothing is new, and its hub says what it said before. */
function keepsOurs(
  said: ReceivedSession,
  attended: Pick<SessionState, "acknowledgedMs" | "snoozedUntilMs">,
  known: SessionState | undefined,
): known is SessionState {
  if (known?.received == null) return false;
  const { received, status, sinceMs, reason, message } = known;
  const isNews =
    status !== said.status ||
    sinceMs !== said.since_ms ||
    reason !== (said.reason ?? null) ||
    message !== (said.message ?? null);
  const isSaidAnew =
    received.acknowledgedMs !== attended.acknowledgedMs ||
    received.snoozedUntilMs !== attended.snoozedUntilMs;
  return !isNews && !isSaidAnew;
}

function ours({ acknowledgedMs, snoozedUntilMs, snoozeEndsMs }: SessionState): Attended {
  return { acknowledgedMs, snoozedUntilMs, snoozeEndsMs };
}

function isEqual(a: SessionState, b: SessionState): boolean {
  return Bun.deepEquals({ ...a, seq: 0, isWatched: false }, { ...b, seq: 0, isWatched: false });
}
