import type { Session } from "../protocol/session.ts";
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
    if (name === "next") return plain(next?.display_name ?? "");
    // hasOwn proves that the name is a count's.
    return Object.hasOwn(counts, name) ? counts[name as keyof Tally] : undefined;
  });
}

// Bars read their own commands out of what we print (tmux #[…] and #(…), zsh and
// polybar %…, markup <…>): a folder's name must not be one of them.
function plain(name: string): string {
  return name.replace(/[^\p{L}\p{M}\p{N} ._+@-]/gu, "_");
}
