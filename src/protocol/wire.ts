// One JSON object a line, UTF-8, over a Unix socket:
//   request  {"cmd":"SET","id"?:…,"version"?:1, …input}
//   reply    {"version":1,"id"?:…,"ok":true,"data":…} | {"version":1,"id"?:…,"ok":false,"error":"…","code":"…"}
//   event    {"version":1,"type":"snapshot"|"update"|"delete"|"shutdown","seq":n,…}   after SUB only
//   event    {"version":1,"type":"answer","seq":n,…}                                  after HOLD only
// Replies come in request order; a reply precedes the event its request caused.
import type { Checked, CommandName } from "./commands.ts";
import type { ErrorCode } from "./errors.ts";
import type { Event, SnapshotEvent, Verdict } from "./frames.ts";

/** The protocol's version, in every frame. */
export const VERSION = 1;
/** A longer line is answered `line_too_long` and the connection closed. */
export const MAX_LINE_BYTES = 1024 * 1024;

/** Echoed as it came. */
export type RequestId = string | number;

/** A request whose input has passed its command's schema. */
export type Request = {
  [N in CommandName]: { name: N; id: RequestId | undefined; input: Checked<N> };
}[CommandName];

export type Reply =
  | { version: 1; id?: RequestId; ok: true; data: unknown }
  | { version: 1; id?: RequestId; ok: false; error: string; code: ErrorCode };

export type { Event, ShutdownReason, SnapshotEvent } from "./frames.ts";

/** A client of ours counts nothing by it: that it comes back says that a hub has answered. */
const CLIENT_ID = 1;

/** A request of ours as its line, `\n` included. A daemon of version 1 asks for the version. */
export function encodeRequest(cmd: CommandName, input: object): string {
  return `${JSON.stringify({ version: VERSION, id: CLIENT_ID, cmd, ...input })}\n`;
}

/** One frame as its line, `\n` included. */
export function encode(frame: Reply | Event | Verdict): string {
  return `${JSON.stringify(frame)}\n`;
}

/** The same for the reply that grants a request, around its data as JSON. */
export function encodeSuccess(id: RequestId | undefined, data: string): string {
  return `${successHead(id)}${data}}\n`;
}

/** Whether a line grants a request of ours, without parsing what it says. */
export function isGranted(line: string): boolean {
  return line.startsWith(successHead(CLIENT_ID));
}

function successHead(id: RequestId | undefined): string {
  const echo = id === undefined ? "" : `"id":${JSON.stringify(id)},`;
  return `{"version":${VERSION},${echo}"ok":true,"data":`;
}

/** The same, piece by piece. */
export function* encodeSuccessPieces(
  id: RequestId | undefined,
  data: Iterable<string>,
): Generator<string, void> {
  yield successHead(id);
  yield* data;
  yield "}\n";
}

/** The same for the event of a changed session, around the session as JSON. */
export function encodeUpdate(seq: number, session: string): string {
  return `{"version":${VERSION},"type":"update","seq":${seq},"session":${session}}\n`;
}

/**
 * The same for a snapshot, piece by piece.
 * @param facts what it holds besides its sessions.
 * @param sessions each as JSON.
 */
export function* encodeSnapshot(
  facts: Omit<SnapshotEvent, "version" | "type" | "sessions">,
  sessions: Iterable<string>,
): Generator<string, void> {
  const head = JSON.stringify({ version: VERSION, type: "snapshot", ...facts });
  let before = `${head.slice(0, -1)},"sessions":[`;
  for (const session of sessions) {
    yield `${before}${session}`;
    before = ",";
  }
  yield before === "," ? "]}\n" : `${before}]}\n`;
}

export function success(id: RequestId | undefined, data: unknown): Reply {
  return id === undefined
    ? { version: VERSION, ok: true, data }
    : { version: VERSION, id, ok: true, data };
}

export function failure(id: RequestId | undefined, code: ErrorCode, error: string): Reply {
  return id === undefined
    ? { version: VERSION, ok: false, error, code }
    : { version: VERSION, id, ok: false, error, code };
}
