import type { Checked } from "../../protocol/commands.ts";
import { encodeSnapshot } from "../../protocol/wire.ts";
import type { Store } from "../sessions/store.ts";
import { toWire } from "../sessions/wire.ts";

/**
 * What a new subscriber gets first: the whole state, or only what changed since
 * the change it saw last, if that was in this epoch and not too long ago. It is
 * made as the socket takes it: a session that changes meanwhile stands there as it
 * is by then, and is published after it again.
 * @param now Unix milliseconds.
 */
export function takeSnapshot(
  store: Store,
  epoch: string,
  { epoch: seen, since }: Checked<"SUB">,
  now: () => number,
): Generator<string, void> {
  const difference = seen === epoch && since !== undefined ? store.changedSince(since) : undefined;
  const states = difference?.sessions ?? store.sessions();
  const resumed =
    difference === undefined ? {} : { resumed: true as const, deleted: difference.deleted };
  return encodeSnapshot(
    { epoch, seq: store.seq, ...resumed },
    (function* () {
      for (const state of states) yield JSON.stringify(toWire(state, now()));
    })(),
  );
}
