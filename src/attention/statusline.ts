import type { Session } from "../protocol/session.ts";
import { barText } from "../protocol/text.ts";
import { nextInNeed, type Tally, tally } from "./rank.ts";
import { fillTemplate } from "./template.ts";

/** The default template. */
export const DEFAULT_FORMAT = "● {waiting} waiting|◐ {working} working";
/** The default template for an ASCII terminal. */
export const ASCII_FORMAT = "! {waiting} waiting|* {working} working";

/**
 * One line for a status bar, from a template (`fillTemplate`). `{waiting}`, `{question}`,
 * `{attention}`, `{working}`, `{started}`, `{seen}`, `{closed}` and `{total}` are counts,
 * `{next}` is the project of the session that has waited longest.
 */
export function formatStatusline(
  sessions: readonly Session[],
  format: string,
  nowMs: number,
): string {
  const counts = tally(sessions, nowMs);
  const next = nextInNeed(sessions, nowMs);
  return fillTemplate(format, (name) => {
    if (name === "next") return barText(next?.display_name ?? "");
    // hasOwn proves that the name is a count's.
    return Object.hasOwn(counts, name) ? counts[name as keyof Tally] : undefined;
  });
}
