// One JSON object a line. The first is the header:
//   {"journal":1,"whole":true ,"boot":"…","epoch":"…","seq":n,"forgotten":n,"past":{…}}
// then, in the order they happened, sessions as the store holds them, and
//   {"deleted":"<session id>","seq":n,"void_until_ms":n,"reported":false}
//                      ("" for a change that was lost, see ledger.ts)
// Any of them may have `took`, the ids of the reports it came with; `waits`, since when
// the session waits for a person (null for not any more); and `waited`, how long projects
// did, whose sum so far is in the header. The last record
// of an id counts. A last line without its "\n" was cut off, and its change was
// never acknowledged.
import type { Change } from "../sessions/ledger.ts";
import type { SavedState } from "../sessions/table.ts";
import type { SavedWaits, Wait } from "../sessions/waits.ts";

/** Version of the format. */
export const FORMAT = 1;
/** How a journal begins; the value of `whole` follows. */
const PREFIX = `{"journal":${FORMAT},"whole":`;
/** Offset of the value that says whether the file has every change. */
export const WHOLE_OFFSET = PREFIX.length;
/** The value for missing changes; as long as what it overwrites. */
export const NOT_WHOLE = "false";

/** What a daemon keeps. */
export interface KeptState extends SavedState {
  waits: SavedWaits;
}

/** A whole journal: its header and a line for each session and remembered deletion. */
export function encodeJournal(boot: string, epoch: string, state: KeptState): Buffer {
  const { seq, forgottenSeq: forgotten, sessions, deletions, past, waits } = state;
  const rest = JSON.stringify({ boot, epoch, seq, forgotten, past, waits }).slice(1);
  const parts = [`${PREFIX}true ,${rest}\n`];
  for (const { id, seq } of deletions) parts.push(encodeLine({ deleted: id, seq }));
  for (const session of sessions) parts.push(encodeLine(session));
  return Buffer.from(parts.join(""));
}

/** One change as its line. */
export function encodeChange(
  change: Change,
  waits?: Wait | null,
  waited?: SavedWaits["totals"],
): string {
  const { state, took } = change;
  // Neither record is empty; to copy the session would cost as much as to write it.
  const record = JSON.stringify(state ?? goneOf(change));
  if (took.length === 0 && waits === undefined && waited === undefined) return `${record}\n`;
  const more = JSON.stringify({ took: took.length > 0 ? took : undefined, waits, waited });
  return `${record.slice(0, -1)},${more.slice(1)}\n`;
}

function goneOf({ id, seq, voidUntilMs, isReported }: Change) {
  return { deleted: id, seq, void_until_ms: voidUntilMs, reported: isReported };
}

function encodeLine(record: object): string {
  return `${JSON.stringify(record)}\n`;
}
