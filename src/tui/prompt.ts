import { parseDuration } from "../attention/duration.ts";
import { ConsoleError } from "../protocol/errors.ts";
import type { Session } from "../protocol/session.ts";
import type { Item } from "./board.ts";
import {
  type AnswerPrompt,
  findSession,
  type Prompt,
  type Reaction,
  type ViewState,
} from "./state.ts";
import { carryOut } from "./triage.ts";

/** What a key does while something is asked. */
export function answer(
  state: ViewState,
  prompt: Exclude<Prompt, AnswerPrompt>,
  key: string,
  items: readonly Item[],
): Reaction {
  const closed = { ...state, prompt: null };
  if (prompt.kind === "confirm") {
    const session = findSession(items, prompt.sessionId);
    const isYes = key === "y" || key === "Y";
    if (!isYes || session === undefined) return { state: closed };
    return carryOut(closed, { type: prompt.verb, session }, items);
  }
  if (key === "escape") {
    return { state: prompt.kind === "filter" ? { ...closed, filter: "" } : closed };
  }
  if (key === "enter") {
    if (prompt.kind === "filter") return { state: closed };
    const session = findSession(items, prompt.sessionId);
    return session === undefined ? { state: closed } : snooze(state, session, prompt.text, items);
  }
  if (prompt.kind === "filter") {
    const text = edit(prompt.text, key);
    return { state: { ...state, filter: text, prompt: { ...prompt, text } } };
  }
  const isTyped = prompt.isOffered && [...key].length === 1;
  const text = edit(isTyped ? "" : prompt.text, key);
  const isOffered = prompt.isOffered && text === prompt.text;
  return { state: { ...state, prompt: { ...prompt, text, isOffered } } };
}

// What is no duration stays to be mended: what is typed next is not to run as keys.
function snooze(
  state: ViewState,
  session: Session,
  text: string,
  items: readonly Item[],
): Reaction {
  try {
    const forMs = parseDuration(text);
    if (forMs === 0) throw new ConsoleError("usage", "expected more than 0");
    return carryOut({ ...state, prompt: null }, { type: "snooze", session, forMs }, items);
  } catch (error) {
    if (!(error instanceof ConsoleError)) throw error;
    return { state: { ...state, notice: error.message } };
  }
}

function edit(text: string, key: string): string {
  if (key === "backspace") return [...text].slice(0, -1).join("");
  if (key === "ctrl-u" || key === "ctrl-w") return "";
  return [...key].length === 1 ? text + key : text;
}

/** Pasted text is text: where nothing is being typed it must not run as keys. */
export function paste(state: ViewState, text: string): ViewState {
  const { prompt } = state;
  if (prompt === null || prompt.kind === "confirm" || prompt.kind === "answer") return state;
  const line = text.split(/[\r\n]/, 1)[0] ?? "";
  if (prompt.kind === "snooze") {
    const whole = prompt.isOffered ? line : prompt.text + line;
    return { ...state, prompt: { ...prompt, text: whole, isOffered: false } };
  }
  const whole = prompt.text + line;
  return { ...state, filter: whole, prompt: { ...prompt, text: whole } };
}
