import { isSnoozed, needsPerson } from "../attention/rank.ts";
import type { Session } from "../protocol/session.ts";
import { askAnswer } from "./asking.ts";
import type { Item } from "./board.ts";
import {
  type Act,
  afterAct,
  choose,
  currentRow,
  type Effect,
  type Prompt,
  type Reaction,
  rowOf,
  type ViewState,
} from "./state.ts";

const DEFAULT_SNOOZE = "15m";

/** What a key can do to the session it is about. */
export type SessionAction =
  | "open"
  | "focus"
  | "acknowledge"
  | "snooze"
  | "close"
  | "delete"
  | "allow"
  | "deny"
  | "resume";

/** Does to the session under the cursor what the key is for. */
export function actOnSession(
  state: ViewState,
  action: SessionAction,
  items: readonly Item[],
  nowMs: number,
): Reaction {
  const item = items[currentRow(items, state)];
  if (item?.kind !== "session" || state.page === "help") return { state };
  const { session } = item;
  const sessionId = session.session_id;
  const chosen = { ...state, selected: sessionId };
  const ask = (prompt: Prompt): Reaction => ({ state: { ...chosen, prompt } });
  switch (action) {
    case "open":
      return { state: { ...chosen, page: "details", scroll: 0 } };
    case "acknowledge":
      return acknowledge(chosen, session, items, nowMs);
    case "snooze":
      return session.closed
        ? { state: { ...state, notice: "it is closed: nothing to put off" } }
        : ask({ kind: "snooze", text: DEFAULT_SNOOZE, isOffered: true, sessionId });
    case "close":
      return session.closed
        ? { state: { ...state, notice: "it is closed already" } }
        : ask({ kind: "confirm", verb: "close", sessionId, name: nameOf(item, state) });
    case "delete":
      return ask({ kind: "confirm", verb: "delete", sessionId, name: nameOf(item, state) });
    case "allow":
    case "deny":
      return askAnswer(chosen, action, session, nowMs);
    default:
      return { state, intent: { type: action, session } };
  }
}

// Under its heading a session is named without its project.
function nameOf({ project, name }: Item & { kind: "session" }, { isGrouped }: ViewState): string {
  if (!isGrouped) return name;
  return name === "" ? project : `${project}: ${name}`;
}

function acknowledge(
  state: ViewState,
  session: Session,
  items: readonly Item[],
  nowMs: number,
): Reaction {
  const isSeen = session.acknowledged_ms !== null || isSnoozed(session, nowMs);
  // Taken back, it comes to those that wait, and the cursor with it.
  if (isSeen) {
    const act: Act = { type: "unacknowledge", session };
    return { state: afterAct(state, act), intent: act };
  }
  if (!needsPerson(session, nowMs)) {
    return { state: { ...state, notice: "it does not wait for you: nothing to acknowledge" } };
  }
  return carryOut(state, { type: "acknowledge", session }, items);
}

/**
 * Has an act carried out, and leaves the cursor on the line where it stands: on the
 * session that comes after, for the one acted on leaves.
 */
export function carryOut(state: ViewState, act: Act, items: readonly Item[]): Reaction {
  const acted = afterAct(state, act);
  if (state.page !== "list") return { state: acted, intent: act };
  const row = rowOf(items, act.session.session_id);
  const isOther = (item: Item) => item.kind === "session" && item.session !== act.session;
  const after = items.findIndex((item, at) => at > row && isOther(item));
  const next = after !== -1 ? after : items.findLastIndex((item, at) => at < row && isOther(item));
  if (next === -1) return { state: acted, intent: act };
  const leaving = state.isGrouped ? { session: act.session, row } : null;
  return { state: { ...choose(acted, items, next), hasLanded: true, leaving }, intent: act };
}

const DONE: Readonly<Partial<Record<Effect["type"], string>>> = {
  acknowledge: "is seen",
  unacknowledge: "waits for you again",
  snooze: "is put off",
  close: "is closed",
  delete: "is forgotten",
};

/** What to say of an act that was carried out; null of what speaks for itself. */
export function sayDone(effect: Effect): string | null {
  const done = DONE[effect.type];
  if (done === undefined || effect.type === "undo") return null;
  return `${effect.session.display_name} ${done} - u undoes that`;
}

/** Takes the last act back that was not taken back yet, and goes to its session. */
export function takeBack(state: ViewState): Reaction {
  const [act, ...undo] = state.undo;
  if (act === undefined) return { state: { ...state, notice: "nothing to undo" } };
  const { session_id } = act.session;
  const earlier = undo.find(({ session }) => session.session_id === session_id);
  const awaited = { sessionId: session_id, top: state.top };
  return { state: { ...state, undo, awaited }, intent: { type: "undo", act, earlier } };
}

/** The next session that needs a person, or the one before, going round. */
export function goToNext(
  state: ViewState,
  by: 1 | -1,
  items: readonly Item[],
  nowMs: number,
): ViewState {
  const rows = items.flatMap((item, row) =>
    item.kind === "session" && needsPerson(item.session, nowMs) ? [row] : [],
  );
  if (by === -1) rows.reverse();
  if (rows.length === 0) return { ...state, notice: "nobody needs you" };
  if (state.selected === null) return choose(state, items, rows[0] ?? 0);
  const at = currentRow(items, state);
  const isThere = (row: number) => state.hasLanded && by === 1 && row === at;
  const next = rows.find((row) => isThere(row) || (row - at) * by > 0);
  return choose(state, items, next ?? rows[0] ?? 0);
}
