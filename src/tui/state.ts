import type { AnswerWords } from "../attention/answering.ts";
import type { Session } from "../protocol/session.ts";
import type { Item } from "./board.ts";

/** What is being asked in the footer. */
export type Prompt =
  | { kind: "filter"; text: string }
  /** `isOffered`: nobody has typed yet, and what is typed stands in the text's place. */
  | { kind: "snooze"; text: string; isOffered: boolean; sessionId: string }
  | { kind: "confirm"; verb: "close" | "delete"; sessionId: string; name: string }
  | AnswerPrompt;

/** An answer that waits for Enter. */
export interface AnswerPrompt {
  kind: "answer";
  sessionId: string;
  questionId: string;
  /** The hash of what is shown. */
  seen: string | null;
  /** Null until one of its options is chosen. */
  words: AnswerWords | null;
  /** Whether the end of it was in sight. */
  isRead: boolean;
  /** When it was opened, Unix milliseconds. */
  askedMs: number;
}

/** Where the person is in the view. Plain data; nothing of the sessions themselves. */
export interface ViewState {
  page: "list" | "details" | "help";
  /** The session chosen by the person; null follows the first row, whichever it is. */
  selected: string | null;
  /** Row on which the chosen session last stood. */
  row: number;
  /** First row shown. */
  top: number;
  /** First line shown of a page that is no list. */
  scroll: number;
  filter: string;
  isGrouped: boolean;
  prompt: Prompt | null;
  /** The choice was left here by an act on another session: `n` may well mean this one. */
  hasLanded: boolean;
  /** In groups: the row to stay on once the session that was acted on, as it was, has left it. */
  leaving: { session: Session; row: number } | null;
  /** The session that comes back, to be chosen wherever it is, and the first row shown until then. */
  awaited: { sessionId: string; top: number } | null;
  /** The acts that can be taken back, the last one first. */
  undo: readonly Act[];
  /** Says what the last key did, until the next one. */
  notice: string | null;
  lastClick: { sessionId: string; atMs: number } | null;
}

export const START: ViewState = {
  page: "list",
  selected: null,
  row: 0,
  top: 0,
  scroll: 0,
  filter: "",
  isGrouped: false,
  prompt: null,
  hasLanded: false,
  leaving: null,
  awaited: null,
  undo: [],
  notice: null,
  lastClick: null,
};

/** What a person does to a session in the hub; `session` is as it was before. */
export type Act =
  | { type: "acknowledge" | "unacknowledge" | "close" | "delete"; session: Session }
  | { type: "snooze"; session: Session; forMs: number };

/** Acts that can be taken back. */
const MAX_UNDO = 32;

/** The state once an act was carried out. */
export function afterAct(state: ViewState, act: Act): ViewState {
  return { ...state, undo: [act, ...state.undo].slice(0, MAX_UNDO) };
}

/** A side effect that the caller of the view carries out. */
export type Effect =
  | Act
  | { type: "focus" | "reopen"; session: Session }
  | {
      type: "answer";
      session: Session;
      questionId: string;
      seen: string | null;
      words: AnswerWords;
    }
  /** With the act before it on the same session. */
  | { type: "undo"; act: Act; earlier: Act | undefined };

/** What a key asks for beyond the view itself. */
export type Intent =
  | { type: "quit" | "suspend" | "redraw" }
  | { type: "resume"; session: Session }
  | Effect;

/** The result of one event: the next state, and what it asks for. */
export interface Reaction {
  state: ViewState;
  intent?: Intent;
}

/** Row of a session in the list, or -1. */
export function rowOf(items: readonly Item[], sessionId: string | null): number {
  if (sessionId === null) return -1;
  return items.findIndex(
    (item) => item.kind === "session" && item.session.session_id === sessionId,
  );
}

/** The session of that id, when it is in the list. */
export function findSession(items: readonly Item[], sessionId: string): Session | undefined {
  for (const item of items) {
    if (item.kind === "session" && item.session.session_id === sessionId) return item.session;
  }
  return undefined;
}

/** Row that the next action is about: the chosen session's, else the first session's, else -1. */
export function currentRow(items: readonly Item[], state: ViewState): number {
  if (state.selected !== null) return rowOf(items, state.selected);
  return items.findIndex((item) => item.kind === "session");
}

/** Puts the cursor on the session of that row. */
export function choose(state: ViewState, items: readonly Item[], row: number): ViewState {
  const item = items[row];
  if (item?.kind !== "session") return state;
  const { session_id: selected } = item.session;
  return { ...state, selected, row, scroll: 0, hasLanded: false, leaving: null };
}

/**
 * Fits the state to the rows there are now: the choice stays with its session
 * wherever that moves, goes to the neighbour when the session is gone, and is in
 * sight; a page about a session that is gone is left.
 */
export function settle(state: ViewState, items: readonly Item[], bodyRows: number): ViewState {
  const { awaited } = state;
  const back = rowOf(items, awaited?.sessionId ?? null);
  // It may stand in its old place still: the list is not to scroll there and back.
  if (awaited !== null && back !== -1) {
    const chosen = { ...choose(state, items, back), top: awaited.top };
    return scrollTo(chosen, items, back, bodyRows);
  }
  const { leaving } = state;
  // Its group may have taken along the session that came after it.
  if (leaving !== null && findSession(items, leaving.session.session_id) !== leaving.session) {
    const next = nearestSession(items, Math.min(leaving.row, items.length - 1));
    const landed = { ...choose(state, items, next?.row ?? -1), hasLanded: true, leaving: null };
    return settle(landed, items, bodyRows);
  }
  const row = rowOf(items, state.selected);
  if (state.selected === null || row !== -1) return scrollTo(state, items, row, bodyRows);
  const isAbout = state.page === "details";
  const left: ViewState = {
    ...state,
    page: isAbout ? "list" : state.page,
    notice: isAbout ? "that session is gone" : state.notice,
    prompt: state.prompt?.kind === "filter" ? state.prompt : null,
  };
  const neighbour = nearestSession(items, Math.min(state.row, items.length - 1));
  const selected = neighbour === undefined ? null : neighbour.id;
  return scrollTo({ ...left, selected }, items, neighbour?.row ?? -1, bodyRows);
}

/** The session on that row, or else the nearest one above or below. */
export function nearestSession(
  items: readonly Item[],
  row: number,
): { id: string; row: number } | undefined {
  for (let distance = 0; distance < items.length; distance += 1) {
    for (const candidate of [row - distance, row + distance]) {
      const item = items[candidate];
      if (item?.kind === "session") return { id: item.session.session_id, row: candidate };
    }
  }
  return undefined;
}

function scrollTo(
  state: ViewState,
  items: readonly Item[],
  row: number,
  bodyRows: number,
): ViewState {
  const last = Math.max(0, items.length - bodyRows);
  let top = row === -1 ? 0 : Math.min(state.top, last);
  if (row !== -1) {
    // The heading above the first session of a group belongs in sight with it.
    const first = items[row - 1]?.kind === "group" && bodyRows > 1 ? row - 1 : row;
    top = Math.min(Math.max(top, row - Math.max(1, bodyRows) + 1), first);
  }
  return { ...state, top, row: Math.max(0, row) };
}
