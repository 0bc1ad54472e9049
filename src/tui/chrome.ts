import { type Tally, tally, URGENCIES, type Urgency } from "../attention/rank.ts";
import type { Session } from "../protocol/session.ts";
import type { Binding } from "./bindings.ts";
import type { Glyphs } from "./glyphs.ts";
import { cutMiddle, type Line, printable, type Span, type Style, textOf, widthOf } from "./line.ts";
import type { AnswerPrompt, Prompt, ViewState } from "./state.ts";

/** Whether the hub is there: `undefined` it is, else since when it isn't, and why. */
export interface Away {
  sinceMs: number;
  why: string;
}

const WAITING: readonly Urgency[] = ["question", "attention"];
const SNOOZE_EXAMPLES = "90s, 10m, 2h";

/** The line at the top: how many wait, work and so on, or that the hub is away. */
export function drawHeader(
  sessions: readonly Session[],
  isKnown: boolean,
  away: Away | undefined,
  columns: number,
  nowMs: number,
  glyphs: Glyphs,
  facts: readonly string[],
): Line {
  if (away !== undefined) {
    const why = printable(away.why, glyphs);
    const text = ` ${glyphs.away} hub away: ${why} - waiting for it to come back`;
    return { spans: [{ text, style: "warning" }] };
  }
  const title: Span[] = columns >= 70 ? [{ text: " agent-console ", style: "strong" }] : [];
  if (!isKnown) return { spans: title };
  const counts = tally(sessions, nowMs);
  const named = (urgencies: readonly Urgency[]) => drawCounts(counts, urgencies, glyphs);
  // What waits, by its name, and where one is say more than how long it was waited, and
  // that more than what this is and what the other signs mean.
  const whole = [...title, ...named(URGENCIES)];
  const lefts = columns < 60 ? [] : [whole, named(URGENCIES), named(WAITING)];
  const rights = facts.map((_, index) => facts.slice(index).filter(Boolean).join("  "));
  const ways = [
    ...rights.flatMap((text) => lefts.map((spans) => ({ spans, text }))),
    ...rights.map((text) => ({ spans: named([]), text })),
  ];
  const fitting = ways.find(({ spans, text }) => {
    return widthOf(textOf({ spans })) + widthOf(text) + Math.sign(text.length) < columns;
  });
  const { spans, text } = fitting ?? { spans: named([]), text: "" };
  if (text === "") return { spans };
  const from = columns - widthOf(text) - 1;
  return { spans, beside: { from, spans: [{ text, style: "faint" }] } };
}

/** @param named those whose counts are said by their names too. */
function drawCounts(counts: Tally, named: readonly Urgency[], glyphs: Glyphs): Span[] {
  // A question that somebody has seen stands with what was seen, and counts there.
  const question = counts.waiting - counts.attention;
  const shown = { ...counts, question, seen: counts.seen + counts.question - question };
  const spans = URGENCIES.filter((urgency) => shown[urgency] > 0).map((urgency): Span => {
    const word = named.includes(urgency) ? ` ${urgency}` : "";
    return { text: ` ${glyphs.urgency[urgency]} ${shown[urgency]}${word} `, style: urgency };
  });
  return spans.length > 0 ? spans : [{ text: " no sessions", style: "faint" }];
}

/**
 * The line being typed, or what the last key did; `undefined` when there is neither. A
 * name gives way to what is said, or asked, of it.
 */
export function drawPrompt(state: ViewState, columns: number, glyphs: Glyphs): Line | undefined {
  const { prompt, notice } = state;
  if (prompt === null) {
    if (notice === null) return undefined;
    const text = cutMiddle(printable(notice, glyphs), columns - 1, glyphs);
    return { spans: [{ text: ` ${text}`, style: "strong" }] };
  }
  if (prompt.kind === "answer") {
    return { spans: [{ text: ` ${printable(sayAnswer(prompt), glyphs)}`, style: "strong" }] };
  }
  const label = {
    filter: "filter: ",
    snooze: `snooze for (${SNOOZE_EXAMPLES}): `,
    confirm: "",
  }[prompt.kind];
  const text =
    prompt.kind === "confirm"
      ? askWhether(prompt.verb, printable(prompt.name, glyphs), columns - 1, glyphs)
      : `${printable(prompt.text, glyphs)}${glyphs.cursor}`;
  const why = notice === null ? "" : `  ${printable(notice, glyphs)}`;
  return {
    spans: [
      { text: ` ${label}`, style: "strong" },
      { text, style: styleOf(prompt) },
      { text: why, style: "warning" },
    ],
  };
}

function styleOf(prompt: Exclude<Prompt, AnswerPrompt>): Style {
  if (prompt.kind === "confirm") return "strong";
  return prompt.kind === "snooze" && prompt.isOffered ? "faint" : "plain";
}

function askWhether(verb: string, name: string, width: number, glyphs: Glyphs): string {
  const room = Math.max(0, width - widthOf(`${verb} ? y / n`));
  return `${verb} ${cutMiddle(name, room, glyphs)}? y / n`;
}

function sayAnswer({ words, isRead }: AnswerPrompt): string {
  if (!isRead) return "there is more of it below: enter reads on, esc leaves it";
  if (words === null) return "its number chooses an option, x denies; esc leaves it";
  const { decision, option } = words;
  const what = { allow: "allows this once", deny: "denies it", option: `answers ${option}` };
  return `enter ${what[decision]}, esc leaves it`;
}

/** The keys worth knowing, as many as there is room for; `?` and `q` come first of all. */
export function drawHints(
  state: ViewState,
  columns: number,
  glyphs: Glyphs,
  bindings: readonly Binding[],
): Line {
  const hints = bindings.flatMap(({ action, shown, hint }) => {
    if (hint === undefined) return [];
    // The help page has no session that a key could be about.
    if (state.page === "help" && action !== "help" && action !== "quit") return [];
    return { shown, hint: action === "quit" && state.page !== "list" ? "back" : hint };
  });
  const filter = state.filter === "" ? "" : ` filter: ${printable(state.filter, glyphs)}  `;
  let room = columns - widthOf(filter);
  const kept = new Set<string>();
  for (const { shown, hint } of [...hints.slice(-2), ...hints.slice(0, -2)]) {
    room -= shown.length + hint.length + 3;
    if (room < 0) break;
    kept.add(hint);
  }
  const spans = hints
    .filter(({ hint }) => kept.has(hint))
    .flatMap(({ shown, hint }): Span[] => [
      { text: ` ${shown}`, style: "strong" },
      { text: ` ${hint} `, style: "faint" },
    ]);
  return { spans: [{ text: filter, style: "attention" }, ...spans] };
}
