import type { Frame } from "../support/wire.ts";
import type { Line } from "./fixture.ts";

/** The statuses of every session as a subscriber was told them, or as a fixture expects them. */
export interface Told {
  /** `status/reason`, with the session's number before it unless it is the first. */
  readonly changes: string[];
  /** The number of the session -> its last one, and the message with it. */
  readonly last: Map<number, { state: string; message: string | null }>;
}

/** What the frames of a subscription told, the same twice in a row counted once. */
export function toldBy(frames: readonly Frame[]): Told {
  const ids: string[] = [];
  const told: Told = { changes: [], last: new Map() };
  for (const { type, session, sessions } of frames) {
    if (type !== "update" && type !== "snapshot") continue;
    for (const { session_id, status, reason, message } of sessions ?? [session]) {
      if (!ids.includes(session_id)) ids.push(session_id);
      const number = ids.indexOf(session_id) + 1;
      enter(told, number, reason === null ? status : `${status}/${reason}`, message);
    }
  }
  return told;
}

/** What the lines of a fixture expect by their end; the message is the last line's own. */
export function expectedBy(lines: readonly Line[]): Told {
  const told: Told = { changes: [], last: new Map() };
  for (const line of lines) {
    const { expect = [] } = line;
    const message = line === lines.at(-1) ? (line.message ?? null) : null;
    for (const one of [expect].flat()) {
      const [, number = "1", state = ""] = /^(?:(\d+) )?(.*)$/.exec(one) ?? [];
      enter(told, Number(number), state, message);
    }
  }
  return told;
}

function enter(told: Told, number: number, state: string, message: string | null): void {
  if (told.last.get(number)?.state !== state) {
    told.changes.push(number === 1 ? state : `${number} ${state}`);
  }
  told.last.set(number, { state, message });
}
