import { toOneLine } from "../protocol/text.ts";
import type { Glyphs } from "./glyphs.ts";

/** What a piece of text means; what it looks like is the screen's business. */
export type Style =
  | "plain"
  | "strong"
  | "faint"
  | "question"
  | "attention"
  | "working"
  | "started"
  | "seen"
  | "closed"
  | "warning";

/** A piece of text in one style: printable, on one line. */
export interface Span {
  text: string;
  style: Style;
}

/** One line of the screen, no wider than it. */
export interface Line {
  spans: readonly Span[];
  isSelected?: boolean;
  /** What stands to the right of it from that column on: no part of the selection. */
  beside?: { from: number; spans: readonly Span[] } | undefined;
  /** The session that a click on it means. */
  sessionId?: string;
}

/** Cells the text takes: two for wide characters, none for combining ones. */
export function widthOf(text: string): number {
  return Bun.stringWidth(text);
}

/** The text as one line that the terminal can show: without UTF-8 only ASCII, letters unaccented. */
export function printable(text: string, glyphs: Glyphs): string {
  const line = toOneLine(text);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
  if (!glyphs.isAscii || /^[\x00-\x7f]*$/.test(line)) return line;
  const bare = line.replaceAll("…", "...").normalize("NFKD").replace(/\p{M}/gu, "");
  return bare.replace(/[^ -~]/gu, (character) => "?".repeat(Math.min(2, widthOf(character))));
}

/** At most `width` cells of printable text, never half a character; what was cut ends in an ellipsis. */
export function cut(text: string, width: number, glyphs: Glyphs): string {
  if (widthOf(text) <= width) return text;
  const { ellipsis } = glyphs;
  const room = width - widthOf(ellipsis);
  return room <= 0 ? head(text, Math.max(0, width)) : `${head(text, room)}${ellipsis}`;
}

/** Like {@link cut}, keeping the end: for paths, whose end tells them apart. */
export function cutStart(text: string, width: number, glyphs: Glyphs): string {
  const total = widthOf(text);
  if (total <= width) return text;
  const room = width - widthOf(glyphs.ellipsis);
  if (room <= 0) return head(text, Math.max(0, width));
  let tail = Bun.sliceAnsi(text, total - room);
  if (widthOf(tail) > room) tail = Bun.sliceAnsi(text, total - room + 1);
  return `${glyphs.ellipsis}${tail}`;
}

/** Like {@link cut}, keeping both ends. */
export function cutMiddle(text: string, width: number, glyphs: Glyphs): string {
  const room = width - widthOf(glyphs.ellipsis);
  if (widthOf(text) <= width || room < 2) return cut(text, width, glyphs);
  const start = head(text, Math.ceil(room / 2));
  return `${start}${cutStart(text, width - widthOf(start), glyphs)}`;
}

/**
 * The names cut to `width` so that as many as can be are still told apart: each at its
 * end, else in the middle, else at the start; where none tells it, as tells most.
 */
export function cutNames(names: readonly string[], width: number, glyphs: Glyphs): string[] {
  const distinct = [...new Set(names)];
  const ways = [cut, cutMiddle, cutStart].map((way) => {
    const groups = Map.groupBy(distinct, (name) => way(name, width, glyphs));
    return { way, told: groups.size, isTold: (text: string) => groups.get(text)?.length === 1 };
  });
  const best = ways.toSorted((a, b) => b.told - a.told)[0]?.way ?? cut;
  const texts = new Map(
    distinct.map((name) => {
      const own = ways.find(({ way, isTold }) => isTold(way(name, width, glyphs)));
      return [name, (own?.way ?? best)(name, width, glyphs)];
    }),
  );
  return names.map((name) => texts.get(name) ?? "");
}

/** Exactly `width` cells, from text that has no more. */
export function pad(text: string, width: number, align: "left" | "right" = "left"): string {
  const space = " ".repeat(Math.max(0, width - widthOf(text)));
  return align === "left" ? `${text}${space}` : `${space}${text}`;
}

/** Breaks printable text into lines of at most `width` cells, at spaces where there are any. */
export function wrap(text: string, width: number): string[] {
  return Bun.wrapAnsi(text, Math.max(2, width), { hard: true }).split("\n");
}

/** The line cut to `width` cells, span by span. */
export function cutLine(line: Line, width: number, glyphs: Glyphs): Line {
  const { beside } = line;
  if (beside === undefined || beside.from >= width) {
    return { ...line, spans: cutSpans(line.spans, width, glyphs), beside: undefined };
  }
  return {
    ...line,
    spans: cutSpans(line.spans, beside.from, glyphs),
    beside: { ...beside, spans: cutSpans(beside.spans, width - beside.from, glyphs) },
  };
}

function cutSpans(before: readonly Span[], width: number, glyphs: Glyphs): Span[] {
  const spans: Span[] = [];
  let room = width;
  for (const span of before) {
    const needed = widthOf(span.text);
    if (needed > room) {
      spans.push({ text: cut(span.text, room, glyphs), style: span.style });
      break;
    }
    spans.push(span);
    room -= needed;
  }
  return spans;
}

/** The line without its styles. */
export function textOf({ spans, beside }: Line): string {
  const text = spans.map((span) => span.text).join("");
  if (beside === undefined) return text;
  return `${pad(text, beside.from)}${beside.spans.map((span) => span.text).join("")}`;
}

// The native slice lets a wide character hang over the edge.
function head(text: string, width: number): string {
  const slice = Bun.sliceAnsi(text, 0, width);
  return widthOf(slice) > width ? Bun.sliceAnsi(text, 0, width - 1) : slice;
}
