// The frames around what a command takes and gives, and the events. Only their
// types are used while the program runs; the reference and the JSON Schema are
// made from the rest.
import * as v from "valibot";
import type { ErrorCode } from "./errors.ts";
import { Count, told } from "./fields.ts";
import { Session, SessionId } from "./session.ts";

/** Each code that a reply may have, and when it has it. */
export const WIRE_ERRORS = {
  invalid_json: "the line is no JSON",
  invalid_request:
    "the line is no JSON object, or a field is missing or wrong: the text names the field and what was expected",
  unknown_command: "no command has this name",
  unsupported_version: "`version` is there and is not 1",
  session_not_found: "no session has this id; for REOPEN: no closed one",
  session_closed: "the session is closed, and the command means one that is not",
  not_resumable: "the session can't be reopened: it goes on as another one, or its folder is gone",
  not_answerable: "the question can't be answered here, or not so: the text says why",
  not_seen: "`seen` is not the hash of what is asked: read it again",
  line_too_long: "the line has more bytes than the socket takes; the connection is closed",
  too_many_sessions: "there is no room for one more session, and none is closed",
  too_many_connections: "there is no room for one more connection; this one is closed",
  not_permitted: "the socket takes reports only, or the session is not the sender's to change",
  shutting_down: "the daemon was told to stop: ask again for a new one",
  internal: "a bug of the daemon's, which goes on",
} as const satisfies Partial<Record<ErrorCode, string>>;

export type WireErrorCode = keyof typeof WIRE_ERRORS;
const codes = Object.keys(WIRE_ERRORS) as WireErrorCode[]; // they are its keys

const version = told(v.literal(1), "the protocol's version");
const RequestId = v.union([v.string(), v.number()]);
const echo = told(v.exactOptional(RequestId), "the request's id, as it came");

/** What a request holds besides `cmd` and its command's own fields. */
export const Envelope = v.object({
  version: told(v.exactOptional(v.literal(1)), "the protocol's version; may be left out"),
  id: told(v.exactOptional(RequestId), "comes back in the reply as it is"),
});

/** The reply that grants a request; `data` is what the command answers. */
export const Success = v.object({
  version,
  id: echo,
  ok: told(v.literal(true), "the request was granted"),
  data: told(v.unknown(), "what the command answers"),
});

/** The reply that refuses one. */
export const Failure = v.object({
  version,
  id: echo,
  ok: told(v.literal(false), "the request was refused"),
  error: told(v.string(), "what was wrong, for people"),
  code: told(v.picklist(codes), "the same for programs"),
});

/** Why the daemon leaves. */
export const ShutdownReason = v.picklist(["stop", "signal", "idle", "upgrade", "replaced"]);
export type ShutdownReason = v.InferOutput<typeof ShutdownReason>;

/**
 * The whole state at `seq`; or, when `resumed`, only what changed after the
 * `since` that the subscriber gave, and the ids deleted since.
 */
export const Snapshot = v.object({
  version,
  type: told(v.literal("snapshot"), "the state, at the beginning of a subscription"),
  epoch: told(v.string(), "names this life of the state; to be given when subscribing again"),
  seq: told(Count, "the number of the last change in it"),
  sessions: told(v.array(Session), "all sessions; when resumed, those that changed after since"),
  resumed: told(v.exactOptional(v.literal(true)), "there when it holds only what was missed"),
  deleted: told(v.exactOptional(v.array(SessionId)), "when resumed: ids deleted after since"),
});

/** A session was created or changed. */
export const Update = v.object({
  version,
  type: told(v.literal("update"), "a session was created or has changed"),
  seq: told(Count, "the number of this change"),
  session: told(Session, "the whole session as it is now"),
});

/** A session was forgotten. */
export const Deletion = v.object({
  version,
  type: told(v.literal("delete"), "a session was forgotten"),
  seq: told(Count, "the number of this change"),
  session_id: told(SessionId, "which"),
});

/** The daemon leaves on purpose. */
export const Shutdown = v.object({
  version,
  type: told(v.literal("shutdown"), "the daemon leaves on purpose"),
  seq: told(Count, "the number of the last change"),
  reason: told(
    ShutdownReason,
    "stop: asked to; signal; idle: nobody was there; upgrade: a newer one comes; replaced: another one has taken the socket",
  ),
});

/** What a hook hears that holds a question; then nothing more. */
export const Verdict = v.object({
  version,
  type: told(v.literal("answer"), "the question that this connection holds is over"),
  seq: told(Count, "the number of the last change"),
  question_id: told(v.string(), "which question"),
  decision: told(
    v.picklist(["allow", "deny", "option", "none"]),
    "what was decided; none: it was answered elsewhere, so say nothing",
  ),
  option: told(v.nullable(v.string()), "which option was chosen"),
  message: told(v.nullable(v.string()), "the reason of a denial"),
});
export type Verdict = v.InferOutput<typeof Verdict>;

/** What a subscriber hears. `seq` counts the changes of the state that `epoch` names. */
export const Event = v.variant("type", [Snapshot, Update, Deletion, Shutdown]);
export type Event = v.InferOutput<typeof Event>;
export type SnapshotEvent = v.InferOutput<typeof Snapshot>;
