// What leaves the machine: an allow-list, and what a person chose of it. Pure.
import * as v from "valibot";
import { ConsoleError } from "../protocol/errors.ts";
import { HubName, type ReceivedSession } from "../protocol/received.ts";
import type { Session } from "../protocol/session.ts";

/** What a person may choose to publish. Terminal, transcript, process and questions never leave. */
const FIELDS = ["status", "reason", "project", "message", "title", "folder"] as const;
export type Field = (typeof FIELDS)[number];

/** Reads a list of fields; status is always among them. @throws usage */
export function parseFields(names: readonly string[]): Field[] {
  const unknown = names.find((name) => !FIELDS.some((field) => field === name));
  if (unknown !== undefined) {
    throw new ConsoleError("usage", `--fields: expected ${FIELDS.join(", ")}, got ${unknown}`);
  }
  return FIELDS.filter((field) => field === "status" || names.includes(field));
}

/** Only what this hub saw itself is published: so nothing goes round, whatever the brokers bridge. */
export function isOwn(session: Session): boolean {
  return (session.via ?? null) === null; // an older hub has no such field
}

/** The session as others see it. */
export function publishedOf(session: Session, fields: readonly Field[]): ReceivedSession {
  const has = (field: Field) => fields.includes(field);
  const { host } = session;
  return {
    session_id: session.session_id,
    instance: session.instance,
    agent_type: session.agent_type,
    status: session.status,
    reason: has("reason") ? session.reason : null,
    message: has("message") ? session.message : null,
    title: has("title") ? session.title : null,
    ...(has("project") ? { display_name: session.display_name.slice(0, 256) } : {}),
    working_dir: has("folder") ? session.working_dir : null,
    since_ms: session.since_ms,
    updated_ms: session.updated_ms,
    history: session.history,
    priority: session.priority,
    host: v.is(HubName, host) ? host : null,
    parent_id: session.parent_id,
    background: session.background,
    acknowledged_ms: session.acknowledged_ms,
    snoozed_until_ms: session.snoozed_until_ms,
    stale: session.stale,
    replaced_by: session.replaced_by,
    replayed: session.replayed,
  };
}
