import type { Urgency } from "../attention/rank.ts";

/** The signs a view is drawn with. */
export interface Glyphs {
  isAscii: boolean;
  urgency: Readonly<Record<Urgency, string>>;
  selected: string;
  ellipsis: string;
  /** Between things of equal rank on one line. */
  dot: string;
  rule: string;
  bar: string;
  /** Before a session that another one started. */
  child: string;
  /** The hub is away. */
  away: string;
  cursor: string;
  /** Between the list and the details beside it. */
  wall: string;
  /** At the edge of a list that is longer than the screen: which part of it is in sight. */
  thumb: string;
}

export const UNICODE: Glyphs = {
  isAscii: false,
  urgency: { question: "◆", attention: "●", working: "◐", started: "◌", seen: "○", closed: "·" },
  selected: "▌",
  ellipsis: "…",
  dot: "·",
  rule: "─",
  bar: "█",
  child: "└ ",
  away: "✗",
  cursor: "▏",
  wall: "│",
  thumb: "▐",
};

/** For a terminal whose locale is not UTF-8. */
export const ASCII: Glyphs = {
  isAscii: true,
  urgency: { question: "?", attention: "!", working: "*", started: "o", seen: "-", closed: "." },
  selected: ">",
  ellipsis: "..",
  dot: "-",
  rule: "-",
  bar: "#",
  child: "+ ",
  away: "x",
  cursor: "_",
  wall: "|",
  thumb: "#",
};

/** Chooses by the locale, with the precedence of setlocale(3). */
export function chooseGlyphs(env: Readonly<Record<string, string | undefined>>): Glyphs {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || "";
  return /utf-?8/i.test(locale) ? UNICODE : ASCII;
}
