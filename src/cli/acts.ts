import type { Session } from "../protocol/session.ts";
import { type Undone, undo } from "./undo.ts";
import { ask } from "./wire-command.ts";

type Act = import("../tui/state.ts").Act;

/** What the live view does to sessions in the hub. */
export interface Acts {
  carryOut(act: Act): Promise<void>;
  /** @returns what came of it, in words for a person. */
  takeBack(act: Act): Promise<string>;
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
} as const satisfies Record<Exclude<Undone, "done">, string>;

export function createActs(socket: string): Acts {
  /** Each with the session as it left it. */
  const done = new WeakMap<Act, Promise<Session>>();
  return {
    async carryOut(act) {
      const after = request(act, socket);
      done.set(act, after);
      await after;
    },
    async takeBack(act) {
      // It may be on its way: the two keys can come in one read.
      const after = await done.get(act)?.catch(() => undefined);
      if (after === undefined) return "that was not done: nothing to undo";
      const undone = await undo(act, after, socket);
      const words = undone === "done" ? UNDONE[act.type] : NOT_UNDONE[undone];
      return `${act.session.display_name} ${words}`;
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
