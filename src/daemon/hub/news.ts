import { encode, encodeUpdate, VERSION } from "../../protocol/wire.ts";
import type { Change } from "../sessions/ledger.ts";
import { toWire } from "../sessions/wire.ts";

/** A reply's data and its JSON, which the event that it causes can mostly reuse. */
export interface EncodedReply {
  data: unknown;
  json: string;
}

/** A change with its encoded event. */
export interface News {
  change: Change;
  line: string;
}

/** The events of several changes, one after the other. */
export function joinLines(batch: readonly News[]): string {
  return batch.map(({ line }) => line).join("");
}

/**
 * Changes in pieces of so many bytes, each in seq order: a subscriber that is cut
 * off in between resumes from the last seq it saw.
 */
export function* piecesOf(
  batch: readonly News[],
  maxBytes: number,
): Generator<readonly News[], void> {
  let [start, bytes] = [0, 0];
  for (const [index, { line }] of batch.entries()) {
    bytes += line.length;
    if (bytes < maxBytes) continue;
    yield batch.slice(start, index + 1);
    [start, bytes] = [index + 1, 0];
  }
  if (start < batch.length) yield start === 0 ? batch : batch.slice(start);
}

/** The event of a change. @param reply what the change's own request is answered with. */
export function encodeChange(
  { id, seq, state }: Pick<Change, "id" | "seq" | "state">,
  nowMs: number,
  reply?: EncodedReply,
): string {
  if (state === null) return encode({ version: VERSION, type: "delete", seq, session_id: id });
  const json = reply !== undefined && isOf(reply.data, id, seq) ? reply.json : undefined;
  return encodeUpdate(seq, json ?? JSON.stringify(toWire(state, nowMs)));
}

/** Whether the data is the session after that change. */
function isOf(data: unknown, id: string, seq: number): boolean {
  if (typeof data !== "object" || data === null) return false;
  return "session_id" in data && data.session_id === id && "seq" in data && data.seq === seq;
}
