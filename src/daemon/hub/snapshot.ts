import type { Checked } from "../../protocol/commands.ts";
import { type SnapshotEvent, VERSION } from "../../protocol/wire.ts";
import type { Store } from "../sessions/store.ts";
import { toWire } from "../sessions/wire.ts";

/**
 * What a new subscriber gets first: the whole state, or only what changed since
 * the change it saw last, if that was in this epoch and not too long ago.
 */
export function takeSnapshot(
  store: Store,
  epoch: string,
  { epoch: seen, since }: Checked<"SUB">,
  nowMs: number,
): SnapshotEvent {
  const difference = seen === epoch && since !== undefined ? store.changedSince(since) : undefined;
  const states = difference?.sessions ?? [...store.sessions()];
  return {
    version: VERSION,
    type: "snapshot",
    epoch,
    seq: store.seq,
    ...(difference === undefined ? {} : { resumed: true, deleted: difference.deleted }),
    sessions: states.map((state) => toWire(state, nowMs)),
  };
}
