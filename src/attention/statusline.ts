import type { Session } from "../protocol/session.ts";
import { nextInNeed, type Tally, tally } from "./rank.ts";

/** The default template. */
export const DEFAULT_FORMAT = "● {waiting} waiting|◐ {working} working";
/** The default template for an ASCII terminal. */
export const ASCII_FORMAT = "! {waiting} waiting|* {working} working";

const SEPARATOR = "  ";

/**
 * One line for a status bar. `{waiting}`, `{question}`, `{attention}`, `{working}`,
 * `{started}`, `{seen}`, `{closed}` and `{total}` are counts, `{next}` is the project of the
 * session that has waited longest; `|` parts the line, and a part in which
 * everything asked for is zero or missing is left out. An unknown name stays as
 * it is written.
 */
export function formatStatusline(
  sessions: readonly Session[],
  format: string,
  nowMs: number,
): string {
  const counts = tally(sessions, nowMs);
  const next = nextInNeed(sessions, nowMs);
  const parts = format.split("|").flatMap((part) => {
    const { text, isEmpty } = fillIn(part, counts, next);
    return isEmpty ? [] : [text];
  });
  return parts.join(SEPARATOR).trim();
}

function fillIn(part: string, counts: Tally, next: Session | undefined) {
  let asked = 0;
  let found = 0;
  const text = part.replace(/\{([a-z]+)\}/g, (placeholder, name: string) => {
    const isCount = Object.hasOwn(counts, name);
    if (!isCount && name !== "next") return placeholder;
    asked += 1;
    // hasOwn has just proved that the name is a count's.
    const value = isCount ? counts[name as keyof Tally] : plain(next?.display_name ?? "");
    if (value !== 0 && value !== "") found += 1;
    return String(value);
  });
  return { text, isEmpty: asked > 0 && found === 0 };
}

// Bars read their own commands out of what we print (tmux #[…] and #(…), zsh and
// polybar %…, markup <…>): a folder's name must not be one of them.
function plain(name: string): string {
  return name.replace(/[^\p{L}\p{M}\p{N} ._+@-]/gu, "_");
}
