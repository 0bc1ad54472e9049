import { answerKey } from "./asking.ts";
import { type Action, actionOf, type Binding } from "./bindings.ts";
import type { Item } from "./board.ts";
import type { InputEvent } from "./keys.ts";
import { answer, paste } from "./prompt.ts";
import {
  choose,
  currentRow,
  findSession,
  nearestSession,
  type Reaction,
  type ViewState,
} from "./state.ts";
import { actOnSession, goToNext, takeBack } from "./triage.ts";

/** What the person saw when the key was pressed. */
export interface Seen {
  items: readonly Item[];
  bodyRows: number;
  /** The session on that line of the screen, unless something else stands in that column. */
  sessionAt(row: number, column: number): string | undefined;
  nowMs: number;
  bindings: readonly Binding[];
}

const DOUBLE_CLICK_MS = 400;
const WHEEL_ROWS = 3;
/** Keys that are no text: they move among what matches while the filter is typed. */
const MOVES: readonly string[] = ["up", "down", "pageup", "pagedown"];

/** The reducer of the view: next state and intent for one event. Has no side effects. */
export function reduce(before: ViewState, event: InputEvent, seen: Seen): Reaction {
  // What comes back is gone to, unless the person is elsewhere by then.
  const state = { ...before, notice: null, awaited: null };
  if (event.type === "wheel") return { state: scroll(state, event.by * WHEEL_ROWS, seen) };
  if (event.type === "click") return click(state, event, seen);
  if (event.type === "paste") return { state: paste(before, event.text) };
  if (event.key === "ctrl-c") return { state, intent: { type: "quit" } };
  if (state.prompt?.kind === "answer") return answerKey(state, state.prompt, event.key, seen);
  const isMove = state.prompt?.kind === "filter" && MOVES.includes(event.key);
  if (state.prompt !== null && !isMove) return answer(state, state.prompt, event.key, seen.items);
  const action = actionOf(event.key, seen.bindings);
  if (action === undefined) return { state: before };
  return act(state, action, seen);
}

function act(state: ViewState, action: Action, seen: Seen): Reaction {
  switch (action) {
    case "quit":
      // Of a page that was opened, as in a pager: the view itself is left from its list.
      return state.page === "list" ? { state, intent: { type: action } } : { state: goBack(state) };
    case "suspend":
    case "redraw":
      return { state, intent: { type: action } };
    case "up":
      return { state: move(state, -1, seen) };
    case "down":
      return { state: move(state, 1, seen) };
    case "page_up":
      return { state: turnPage(state, -1, seen) };
    case "page_down":
      return { state: turnPage(state, 1, seen) };
    case "first":
      return { state: move(state, Number.NEGATIVE_INFINITY, seen) };
    case "last":
      return { state: move(state, Number.POSITIVE_INFINITY, seen) };
    case "next":
      return { state: goToNext(state, 1, seen.items, seen.nowMs) };
    case "previous":
      return { state: goToNext(state, -1, seen.items, seen.nowMs) };
    case "undo":
      return takeBack(state);
    case "back":
      return { state: goBack(state) };
    case "filter":
      return { state: { ...state, page: "list", prompt: { kind: "filter", text: state.filter } } };
    case "group":
      return { state: { ...state, isGrouped: !state.isGrouped } };
    case "help":
      return { state: { ...state, page: state.page === "help" ? "list" : "help", scroll: 0 } };
    default:
      return actOnSession(state, action, seen.items, seen.nowMs);
  }
}

function click(
  state: ViewState,
  { row, column }: InputEvent & { type: "click" },
  { items, sessionAt, nowMs }: Seen,
): Reaction {
  const sessionId = sessionAt(row, column);
  if (sessionId === undefined || state.page !== "list") return { state };
  const last = state.lastClick;
  const isDouble = last?.sessionId === sessionId && nowMs - last.atMs <= DOUBLE_CLICK_MS;
  const session = findSession(items, sessionId);
  const chosen = { ...state, selected: sessionId, hasLanded: false, leaving: null, prompt: null };
  if (!isDouble || session === undefined) {
    return { state: { ...chosen, lastClick: { sessionId, atMs: nowMs } } };
  }
  return { state: { ...chosen, lastClick: null }, intent: { type: "focus", session } };
}

function move(state: ViewState, by: number, seen: Seen): ViewState {
  const { items } = seen;
  // The view keeps it within the page.
  if (state.page === "help") return scroll(state, Math.min(Math.max(by, -1000), 1000), seen);
  const rows = items.flatMap((item, row) => (item.kind === "session" ? [row] : []));
  if (rows.length === 0) return state;
  const at = rows.indexOf(currentRow(items, state));
  const wanted = Math.min(Math.max(at + by, 0), rows.length - 1);
  return choose(state, items, rows[wanted] ?? 0);
}

function turnPage(state: ViewState, by: 1 | -1, seen: Seen): ViewState {
  const rows = by * Math.max(1, seen.bodyRows - 1);
  return state.page === "list" ? move(state, rows, seen) : scroll(state, rows, seen);
}

function scroll(state: ViewState, by: number, { items, bodyRows }: Seen): ViewState {
  if (state.page !== "list") return { ...state, scroll: Math.max(0, state.scroll + by) };
  const top = Math.min(Math.max(0, state.top + by), Math.max(0, items.length - bodyRows));
  const at = currentRow(items, state);
  const inSight = Math.min(Math.max(at, top), top + Math.max(1, bodyRows) - 1);
  const next = nearestSession(items.slice(0, top + bodyRows), inSight);
  return next === undefined
    ? state
    : { ...state, top, selected: next.id, row: next.row, hasLanded: false, leaving: null };
}

function goBack(state: ViewState): ViewState {
  if (state.page !== "list") return { ...state, page: "list", scroll: 0 };
  if (state.filter !== "") return { ...state, filter: "" };
  return { ...state, selected: null, top: 0, leaving: null };
}
