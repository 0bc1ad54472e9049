import type { Session } from "../protocol/session.ts";
import { isAsLeft, type Undone, undo } from "./undo.ts";
import { ask } from "./wire-command.ts";

type Act = import("../tui/state.ts").Act;

/** What the live view does to sessions in the hub. */
export interface Acts {
  carryOut(act: Act): Promise<void>;
  /**
   * @param earlier the act before it on the same session, which can be taken back next.
   * @returns what came of it, in words for a person.
   */
  takeBack(act: Act, earlier: Act | undefined): Promise<string>;
}

const UNDONE = {
  acknowledge: "waits for you again",
  unacknowledge: "is seen again",
  snooze: "is no longer put off",
  close: "is open again",
  delete: "is back",
} as const satisfies Record<Act["type"], string>;

const NOT_UNDONE = {
  gone_on: "has gone on since: nothing to undo",
  gone: "is gone: nothing to undo",
} as const satisfies Record<Exclude<Undone, Session>, string>;

export function createActs(socket: string): Acts {
  /** Each with the session as it left it. */
  const done = new WeakMap<Act, Promise<Session>>();
  /** One after the other: what one restores, the next one may take back. */
  let undoing: Promise<unknown> = Promise.resolve();

  async function takeBack(act: Act, earlier: Act | undefined): Promise<string> {
    // It may be on its way: the two keys can come in one read.
    const after = await done.get(act)?.catch(() => undefined);
    if (after === undefined) return "that was not done: nothing to undo";
    const undone = await undo(act, after, socket);
    const name = act.session.display_name;
    if (typeof undone === "string") return `${name} ${NOT_UNDONE[undone]}`;
    // The session stands as the earlier act had left it, though with marks and times of its own.
    const left = earlier && (await done.get(earlier)?.catch(() => undefined));
    if (earlier && left && isAsLeft(earlier.type, act.session, left)) {
      done.set(earlier, Promise.resolve(undone));
    }
    return `${name} ${UNDONE[act.type]}`;
  }

  return {
    async carryOut(act) {
      const after = request(act, socket);
      done.set(act, after);
      await after;
    },
    takeBack(act, earlier) {
      const taken = undoing.then(() => takeBack(act, earlier));
      undoing = taken.catch(() => {}); // said where it is awaited
      return taken;
    },
  };
}

function request(act: Act, socket: string): Promise<Session> {
  const { session_id } = act.session;
  switch (act.type) {
    case "acknowledge":
      return ask("ACK", { session_id }, socket);
    case "unacknowledge":
      return ask("UNACK", { session_id }, socket);
    case "snooze":
      return ask("SNOOZE", { session_id, for_ms: act.forMs }, socket);
    case "close":
      return ask("RM", { session_id }, socket);
    case "delete":
      return ask("DELETE", { session_id }, socket);
  }
}
