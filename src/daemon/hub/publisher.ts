import type { Journal } from "../journal/journal.ts";
import { type Change, isNews } from "../sessions/ledger.ts";
import type { Store } from "../sessions/store.ts";
import type { Waits } from "../sessions/waits.ts";
import type { EncodedReply } from "./news.ts";
import type { Subscribers } from "./subscribers.ts";

/** Takes changes out of the store, to the journal and the subscribers. */
export interface Publisher {
  /** Queues what changed since the last call. @param reply the one just sent. */
  publish(nowMs: number, reply?: EncodedReply): void;
  /** Writes the journal and the events; to be called before the replies are written. */
  commit(): void;
}

/**
 * @param journal undefined where none is kept.
 * @param onChange called for each change of a session, once it is in the store.
 */
export function createPublisher(
  store: Store,
  subscribers: Subscribers,
  waits: Waits,
  journal: Pick<Journal, "note" | "write"> | undefined,
  onChange: (change: Change, nowMs: number) => void,
): Publisher {
  /** Changes published and not yet written to the journal. */
  let unwritten = 0;
  return {
    publish(nowMs, reply) {
      for (const change of store.takeChanges()) {
        const waited = waits.note(change.id, change.state, nowMs);
        journal?.note(change, waited);
        unwritten += 1;
        if (!isNews(change)) continue;
        onChange(change, nowMs);
        subscribers.publish(change, nowMs, reply);
      }
    },
    // Before any reply, so no acknowledged change is ever lost. A single change
    // is sent before it is written: that takes a fifth off its latency. If the
    // daemon is killed in between, only the next seq was sent and not written, and
    // its successor never gives that one out (see ledger.ts); of several it could
    // not know how many.
    commit() {
      if (unwritten > 1) journal?.write();
      try {
        subscribers.flush();
      } finally {
        journal?.write();
        unwritten = 0;
      }
    },
  };
}
