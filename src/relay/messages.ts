// What is written to a broker and read from one. Pure. Each payload is one JSON
// object with `version`; another version is not read, and unknown keys are ignored.
import * as v from "valibot";
import { MAX_SNOOZE_MS } from "../protocol/commands.ts";
import { Count, integer, Label, text } from "../protocol/fields.ts";
import { HubName, ReceivedSession } from "../protocol/received.ts";
import { SessionId } from "../protocol/session.ts";
import { toJson } from "../protocol/text.ts";

const VERSION = 1;
/** A longer payload is not looked at: a session has at most some thousand bytes. */
const MAX_PAYLOAD_BYTES = 16 * 1024;

const version = v.literal(VERSION);

/** A session's state; `sent` counts what its relay has published, so that a gap shows. */
const SessionMessage = v.object({ version, sent: Count, session: ReceivedSession });
export type SessionMessage = v.InferOutput<typeof SessionMessage>;

/** How a hub and its relay stand. The same topic's will says `gone`. */
const HubRecord = v.object({
  version,
  state: v.picklist(["online", "gone"]),
  /** This life of the relay. */
  relay: Label,
  /** Its connections to the broker so far. */
  connection: Count,
  app_version: text(1, 64),
  /** The hub's, of which all is published; null while it is away. */
  epoch: v.nullable(text(1, 64)),
  at_ms: Count,
  /** As in the session published last. */
  sent: Count,
  /** Sessions that are published. */
  sessions: Count,
});
export type HubRecord = v.InferOutput<typeof HubRecord>;

/** What a person said of a session at another hub. */
const CommandMessage = v.object({
  version,
  command: v.picklist(["ack", "unack", "snooze"]),
  session_id: SessionId,
  /** The session, and the status, that the person saw: of anything newer it says nothing. */
  instance: Label,
  since_ms: Count,
  for_ms: v.optional(integer(1, MAX_SNOOZE_MS)),
  from: HubName,
});
export type CommandMessage = v.InferOutput<typeof CommandMessage>;

/** What a payload holds, or why it is not believed. */
export type Read<T> = { value: T } | { why: string };

export const readSession = (payload: Uint8Array) => read(SessionMessage, payload);
export const readHub = (payload: Uint8Array) => read(HubRecord, payload);
export const readCommand = (payload: Uint8Array) => read(CommandMessage, payload);

/** A message as its payload. */
export function encode<T extends object>(message: Omit<T, "version">): string {
  return toJson({ version: VERSION, ...message });
}

function read<S extends v.GenericSchema>(schema: S, payload: Uint8Array): Read<v.InferOutput<S>> {
  if (payload.length > MAX_PAYLOAD_BYTES) return { why: `${payload.length} bytes long` };
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(payload).toString());
  } catch {
    return { why: "no JSON" };
  }
  const checked = v.safeParse(schema, json);
  if (checked.success) return { value: checked.output };
  const [issue] = checked.issues;
  if (isObject(json) && typeof json.version === "number" && json.version > VERSION) {
    return { why: "of a newer version" };
  }
  return { why: `${v.getDotPath(issue) ?? "payload"}: ${issue.message}` };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
