import { join } from "../../host/scratch.ts";
import type { Change } from "../sessions/ledger.ts";
import type { Total, Wait, WaitNote } from "../sessions/waits.ts";
import { encodeChange } from "./format.ts";

interface Entry {
  change: Change;
  /** Undefined where it did not wait and does not. */
  wait: Wait | null | undefined;
}

/** Changes that are to be written; of several of one session only the last, with all they took. */
export class Pending {
  readonly #records = new Map<string, Entry>();
  /** Of projects, not of sessions: the last of each stands on the last line. */
  readonly #totals = new Map<string, Total>();

  get isEmpty(): boolean {
    return this.#records.size === 0;
  }

  /** @param waited what the change made of the session's wait. */
  add(change: Change, waited: WaitNote | undefined): void {
    const before = this.#records.get(change.id);
    if (before === undefined) this.#records.set(change.id, { change, wait: waited?.open });
    else {
      const { took } = before.change;
      before.change = took.length === 0 ? change : { ...change, took: [...took, ...change.took] };
      if (waited !== undefined) before.wait = waited.open;
    }
    for (const [folder, total] of waited?.totals ?? []) this.#totals.set(folder, total);
  }

  /** All of them as lines. */
  encode(): Buffer {
    const last = this.#records.size - 1;
    const waited = this.#totals.size === 0 ? undefined : [...this.#totals];
    const lines = Array.from(this.#records.values(), ({ change, wait }, index) =>
      encodeChange(change, wait, index === last ? waited : undefined),
    );
    return join(lines);
  }

  clear(): void {
    this.#records.clear();
    this.#totals.clear();
  }
}
