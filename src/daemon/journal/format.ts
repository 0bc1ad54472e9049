// One JSON object a line. The first is the header:
//   {"journal":1,"whole":true ,"boot":"…","epoch":"…","seq":n,"forgotten":n,"past":{…}}
// then, in the order they happened, sessions as the store holds them, and
//   {"deleted":"<session id>","seq":n,"void_until_ms":n,"reported":false}
//                      ("" for a change that was lost, see ledger.ts)
// Any of them may have `took`, the ids of the reports it came with. The last record
// of an id counts. A last line without its "\n" was cut off, and its change was
// never acknowledged.
import type { Change } from "../sessions/ledger.ts";
import type { SavedState } from "../sessions/table.ts";

/** Version of the format. */
export const FORMAT = 1;
/** How a journal begins; the value of `whole` follows. */
const PREFIX = `{"journal":${FORMAT},"whole":`;
/** Offset of the value that says whether the file has every change. */
export const WHOLE_OFFSET = PREFIX.length;
/** The value for missing changes; as long as what it overwrites. */
export const NOT_WHOLE = "false";

/** A whole journal: its header and a line for each session and remembered deletion. */
export function encodeJournal(boot: string, epoch: string, state: SavedState): Buffer {
  const { seq, forgottenSeq: forgotten, sessions, deletions, past } = state;
  const rest = JSON.stringify({ boot, epoch, seq, forgotten, past }).slice(1);
  const parts = [`${PREFIX}true ,${rest}\n`];
  for (const { id, seq } of deletions) parts.push(encodeLine({ deleted: id, seq }));
  for (const session of sessions) parts.push(encodeLine(session));
  return Buffer.from(parts.join(""));
}

/** One change as its line. */
export function encodeChange(change: Change): string {
  const { id, seq, state, took, isReported, voidUntilMs } = change;
  const gone = { deleted: id, seq, void_until_ms: voidUntilMs, reported: isReported };
  return encodeLine(state ?? gone, took);
}

function encodeLine(record: object, took: readonly string[] = []): string {
  return `${JSON.stringify(took.length === 0 ? record : { ...record, took })}\n`;
}
