import * as v from "valibot";
import { Count } from "../../protocol/fields.ts";
import type { SavedWaits, Total, Wait } from "../sessions/waits.ts";

const WaitRecord = v.object({ folder: v.string(), sinceMs: Count });
const TotalRecord = v.object({ todayMs: Count, totalMs: Count, dayMs: Count });
const Totals = v.array(v.tuple([v.string(), TotalRecord]));

/** The sum so far, in the header. */
export const WaitsRecord = v.object({
  open: v.array(v.tuple([v.string(), WaitRecord])),
  totals: Totals,
});

const Waits = v.nullable(WaitRecord);

/** Follows what a journal says of waits. Damage costs what one line says of them, and no session. */
export class WaitsReplay {
  readonly #open: Map<string, Wait>;
  readonly #totals: Map<string, Total>;

  constructor({ open, totals }: SavedWaits) {
    this.#open = new Map(open);
    this.#totals = new Map(totals);
  }

  /** @param waits of the session, @param waited of the projects up to there. */
  take(id: string, waits: unknown, waited: unknown): void {
    if (v.is(Waits, waits)) {
      if (waits === null) this.#open.delete(id);
      else this.#open.set(id, waits);
    }
    if (!v.is(Totals, waited)) return;
    for (const [folder, total] of waited) this.#totals.set(folder, total);
  }

  save(): SavedWaits {
    return { open: [...this.#open], totals: [...this.#totals] };
  }
}
