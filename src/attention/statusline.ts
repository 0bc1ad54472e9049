import type { Session } from "../protocol/session.ts";
import { barText, plainMarkup } from "../protocol/text.ts";
import { nameSessions } from "./names.ts";
import { needsPerson, nextInNeed, sortByNeed, type Tally, tally } from "./rank.ts";
import { shortStatus } from "./reason.ts";
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
    if (name === "next") return next === undefined ? "" : projectOf(next, sessions);
    // hasOwn proves that the name is a count's.
    return Object.hasOwn(counts, name) ? counts[name as keyof Tally] : undefined;
  });
}

/** What a template of the line can name. */
export function namesForStatusline(): string[] {
  return [...Object.keys(tally([], 0)), "next"];
}

/** The line with what it is made of, for a bar that takes JSON. */
export interface StatuslineFacts extends Tally {
  text: string;
  /** Project of the session that has waited longest. */
  next: string | null;
  /** False where there is no hub to ask. */
  hub: boolean;
}

/** @param sessions undefined where there is no hub. */
export function statuslineFacts(
  sessions: readonly Session[] | undefined,
  format: string,
  nowMs: number,
): StatuslineFacts {
  const known = sessions ?? [];
  const next = nextInNeed(known, nowMs);
  return {
    text: formatStatusline(known, format, nowMs),
    ...tally(known, nowMs),
    next: next === undefined ? null : projectOf(next, known),
    hub: sessions !== undefined,
  };
}

/** What a Waybar module of the type `custom` takes with `"return-type": "json"` (waybar-custom(5)). */
export interface WaybarModule {
  text: string;
  tooltip: string;
  /** The most urgent there is, for the style sheet. */
  class: "question" | "attention" | "working" | "idle" | "away";
  /** How many in a hundred of the open sessions wait for a person. */
  percentage: number;
}

const MAX_TOLD = 10;

/** @param sessions undefined where there is no hub. */
export function waybarModule(
  sessions: readonly Session[] | undefined,
  format: string,
  nowMs: number,
): WaybarModule {
  if (sessions === undefined) return { text: "", tooltip: "no hub", class: "away", percentage: 0 };
  const counts = tally(sessions, nowMs);
  const waiting = sortByNeed(sessions, nowMs).filter((session) => needsPerson(session, nowMs));
  const told = waiting.slice(0, MAX_TOLD).map((session) => {
    const what = [shortStatus(session, nowMs), session.message ?? ""].filter(Boolean);
    return `${projectOf(session, sessions)}: ${plainMarkup(what.join(" - "))}`;
  });
  const rest = waiting.length - told.length;
  return {
    text: formatStatusline(sessions, format, nowMs),
    tooltip: [...told, ...(rest > 0 ? [`and ${rest} more`] : [])].join("\n") || "nobody waits",
    class: classOf(waiting, counts),
    percentage: Math.round((100 * waiting.length) / Math.max(1, counts.total - counts.closed)),
  };
}

// As much of the folder as tells it from another open session's, safe in any bar.
function projectOf(session: Session, sessions: readonly Session[]): string {
  const { display_name: name, working_dir: dir } = session;
  const isAlone = sessions.every(
    (other) => other.closed || other.display_name !== name || other.working_dir === dir,
  );
  if (isAlone) return barText(name);
  const named = nameSessions(sessions, () => undefined).get(session.session_id);
  return (named?.project ?? name).split("/").map(barText).join("/");
}

function classOf([first]: readonly Session[], { working }: Tally): WaybarModule["class"] {
  if (first !== undefined) return first.status === "question" ? "question" : "attention";
  return working > 0 ? "working" : "idle";
}
