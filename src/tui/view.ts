import { formatDuration, untilNextDuration } from "../attention/duration.ts";
import { nextWakeMs } from "../attention/rank.ts";
import type { Question } from "../protocol/questions.ts";
import type { Session } from "../protocol/session.ts";
import { tellApart } from "./alike.ts";
import { questionAsked } from "./asking.ts";
import type { Binding } from "./bindings.ts";
import { arrange, frameOf, type Item, type Size } from "./board.ts";
import { type Away, drawHeader, drawHints, drawPrompt } from "./chrome.ts";
import { type DetailsContext, drawDetails } from "./details.ts";
import { drawEmpty, emptyTexts } from "./empty.ts";
import type { Glyphs } from "./glyphs.ts";
import { drawHelp } from "./help.ts";
import { cutLine, type Line, printable, type Span } from "./line.ts";
import { drawList } from "./list.ts";
import { MIN_MARKED, mark } from "./mark.ts";
import { drawQuestion, isShowable } from "./question.ts";
import { drawBeside, sideOf } from "./side.ts";
import { currentRow, findSession, type Prompt, settle, type ViewState } from "./state.ts";

/** All that a view is made of; nothing else is looked at. */
export interface ViewInput extends Omit<DetailsContext, "columns"> {
  sessions: readonly Session[];
  /** False until the first snapshot has come. */
  isKnown: boolean;
  away: Away | undefined;
  state: ViewState;
  /** How long it was waited for a person today; 0 while nobody has said. */
  waitedMs: number;
  /** What the keys do here. */
  bindings: readonly Binding[];
  size: Size;
}

/** One picture of the sessions. */
export interface View {
  /** As many as the screen has rows, none wider than it. */
  lines: Line[];
  items: readonly Item[];
  /** The state as it fits what is shown. */
  state: ViewState;
  bodyRows: number;
  /** When the picture changes by the clock alone, in Unix milliseconds. */
  changesMs: number | undefined;
}

/** Makes the picture. Pure: the same input, the same lines. */
export function drawView(input: ViewInput): View {
  const { sessions, away, size, glyphs } = input;
  // What the hub last said is shown as of then: nobody knows how it went on.
  const nowMs = away === undefined ? input.nowMs : Math.min(away.sinceMs, input.nowMs);
  const frame = frameOf(size);
  const items = tellApart(arrange(sessions, input.state, nowMs, input), sessions);
  const settled = settle(input.state, items, frame.bodyRows);
  const page = drawPage({ ...input, state: settled, nowMs }, items, frame.bodyRows);
  const waited = input.waitedMs < 60_000 ? [] : [`waited ${formatDuration(input.waitedMs)} today`];
  const position = positionOf(items, settled, sessions.length);
  const facts = [...waited, position];
  const header = drawHeader(sessions, input.isKnown, away, size.columns, nowMs, glyphs, facts);
  const read = { ...settled, scroll: page.scroll, prompt: readBy(settled.prompt, page) };
  const prompt = drawPrompt(read, size.columns, glyphs);
  const lines = frame.hasFooter ? [header] : [prompt ?? header];
  if (frame.hasTitles) lines.push(page.titles);
  for (let row = 0; row < frame.bodyRows; row += 1) lines.push(page.lines[row] ?? { spans: [] });
  if (frame.hasFooter)
    lines.push(prompt ?? drawHints(settled, size.columns, glyphs, input.bindings));
  const shown = lines.slice(0, size.rows).map((line) => cutLine(line, size.columns, glyphs));
  return {
    lines: away === undefined ? shown : shown.map(fade),
    items,
    state: read,
    bodyRows: frame.bodyRows,
    changesMs:
      away === undefined ? earliest(page.changesMs, nextWakeMs(sessions, nowMs)) : undefined,
  };
}

/** An answer may be given once the end of what it answers was in sight. */
function readBy(prompt: Prompt | null, { isRead = false }: Page): Prompt | null {
  return prompt?.kind === "answer" && isRead ? { ...prompt, isRead } : prompt;
}

interface Page {
  /** Of a question: whether its end is in sight. */
  isRead?: boolean;
  titles: Line;
  lines: readonly Line[];
  scroll: number;
  changesMs: number | undefined;
}

function drawPage(input: ViewInput, items: readonly Item[], bodyRows: number): Page {
  const { state, size, nowMs, glyphs } = input;
  if (state.page === "help") {
    const lines = drawHelp(glyphs, input.bindings, size.columns, bodyRows);
    return scrollable("keys and signs", lines, state.scroll, bodyRows, size.columns, glyphs);
  }
  const chosen = state.selected === null ? undefined : findSession(items, state.selected);
  if (state.page === "details" && chosen !== undefined) {
    const question = state.prompt?.kind === "answer" && questionAsked(state.prompt, chosen);
    if (question) return askingPage(chosen, question, input, bodyRows);
    const lines = drawDetails(chosen, { ...input, columns: size.columns });
    const page = scrollable("details", lines, state.scroll, bodyRows, size.columns, glyphs);
    return { ...page, changesMs: nextChangeMs([chosen], nowMs) };
  }
  if (items.length === 0) {
    const texts = emptyTexts(input.isKnown, input.sessions.length > 0, state.filter, bodyRows);
    return { ...EMPTY_PAGE, lines: drawEmpty(texts, size.columns, bodyRows) };
  }
  const side = sideOf(size.columns);
  const width = side === 0 ? size.columns : size.columns - side;
  const { titles, lines, visible } = drawList(items, state, width, bodyRows, nowMs, glyphs);
  const shown = visible.map(({ session }) => session);
  const current = items[currentRow(items, state)];
  if (side === 0 || current?.kind !== "session") {
    return { titles, lines, scroll: 0, changesMs: nextChangeMs(shown, nowMs) };
  }
  const details = drawDetails(current.session, { ...input, columns: side - 2 });
  return {
    ...drawBeside({ titles, lines }, details, width, bodyRows, glyphs),
    ...{ scroll: 0, changesMs: nextChangeMs([...shown, current.session], nowMs) },
  };
}

/** The whole of what is asked, and nothing else. */
function askingPage(session: Session, question: Question, input: ViewInput, rows: number): Page {
  const { glyphs, size, state } = input;
  const about = [session.display_name, session.agent_type, question.kind].join("  ");
  const head: Line = { spans: [{ text: ` ${printable(about, glyphs)}`, style: "question" }] };
  const lines = drawQuestion(question, size.columns, glyphs);
  const options = question.options.map((option, at): Line => {
    return { spans: [{ text: ` ${at + 1} ${printable(option, glyphs)}`, style: "plain" }] };
  });
  const isShown = isShowable(question, glyphs);
  const title = isShown ? "asks" : "asks - this terminal can't show it as it is";
  const all = [head, ...lines, ...options];
  const page = scrollable(title, all, state.scroll, rows, size.columns, glyphs);
  return { ...page, isRead: isShown && page.scroll + rows >= all.length };
}

/** Where the cursor stands: `21/480`, and `3/7 of 480` under a filter. */
function positionOf(items: readonly Item[], state: ViewState, all: number): string {
  if (state.page === "help" || all === 0) return "";
  const before = items.slice(0, currentRow(items, state) + 1);
  const count = (rows: readonly Item[]) => rows.filter(({ kind }) => kind === "session").length;
  const at = `${count(before)}/${count(items)}`;
  if (state.filter === "") return at;
  return count(items) === 0 ? `0 of ${all}` : `${at} of ${all}`;
}

const EMPTY_PAGE: Page = { titles: { spans: [] }, lines: [], scroll: 0, changesMs: undefined };

function scrollable(
  title: string,
  lines: readonly Line[],
  scroll: number,
  rows: number,
  columns: number,
  glyphs: Glyphs,
): Page {
  const first = Math.min(scroll, Math.max(0, lines.length - rows));
  const titles: Line = { spans: [{ text: ` ${title}`, style: "faint" }] };
  const shown = lines.slice(first, first + rows);
  const isMarked = lines.length > rows && columns >= MIN_MARKED;
  const marked = isMarked ? mark(shown, first, lines.length, columns - 1, glyphs) : shown;
  return { titles, lines: marked, scroll: first, changesMs: undefined };
}

function nextChangeMs(sessions: readonly Session[], nowMs: number): number | undefined {
  return sessions
    .map((session) => nowMs + untilNextDuration(nowMs - session.since_ms))
    .reduce<number | undefined>(earliest, undefined);
}

function earliest(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.min(a, b);
}

function fade(line: Line): Line {
  const { spans, beside } = line;
  const faded = beside && { ...beside, spans: beside.spans.map(fadeSpan) };
  return { ...line, spans: spans.map(fadeSpan), beside: faded };
}

function fadeSpan(span: Span): Span {
  return span.style === "warning" ? span : { ...span, style: "faint" };
}
