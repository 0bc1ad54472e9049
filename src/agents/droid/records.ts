import type { Amended, Amendment, Records, Standing } from "../facets/records.ts";
import { type Fields, fieldsOf, listOf, textOf, timeOf } from "../shape/fields.ts";
import { isRateLimit } from "../shape/rules.ts";
import { lineOf } from "../shape/tools.ts";
import { entriesUpwards } from "../shape/transcript.ts";

const BROKEN_OFF = new Set(["cancelled", "permission_rejected"]);

/** What it says to its person alone, and asks its model nothing about: an error, as a message. */
function errorOf(entry: Fields): string | undefined {
  const message = fieldsOf(entry.message);
  if (message.visibility !== "user_only" || message.hookEventName !== undefined) return undefined;
  const [first] = listOf(message, "content") ?? [];
  const text = textOf(fieldsOf(first), "text");
  return /\berror\b/i.test(text?.split("\n")[0] ?? "") ? text : undefined;
}

function failed(error: string): Amended {
  const reason = isRateLimit(error) ? "rate_limited" : "error";
  return { status: "attention", reason, message: lineOf(error) };
}

// Stop is told of every end alike; the message that ended the turn was written before.
const amends: Amendment = {
  concerns: ({ status, reason }) => status === "attention" && reason === "turn_done",
  read(_said, lines) {
    for (const entry of entriesUpwards(lines)) {
      if (entry.type !== "message" || isHook(entry)) continue;
      const error = errorOf(entry);
      return error === undefined ? null : failed(error);
    }
    return undefined;
  },
};

// How a turn came out has no date: it is the one of the message before it.
function standing(lines: readonly string[]): Standing | null | undefined {
  let isBrokenOff = false;
  for (const entry of entriesUpwards(lines)) {
    if (entry.type === "agent_turn_outcome") {
      isBrokenOff = BROKEN_OFF.has(textOf(entry, "reason") ?? "");
      if (!isBrokenOff) return null;
    }
    if (entry.type !== "message" || isHook(entry)) continue;
    const atMs = timeOf(entry.timestamp);
    if (!isBrokenOff || atMs === undefined) return null;
    return { status: "attention", reason: "interrupted", event: "agent_turn_outcome", atMs };
  }
  return undefined;
}

// What came of hooks is kept as a message too.
function isHook(entry: Fields): boolean {
  return fieldsOf(entry.message).hookEventName !== undefined;
}

/** Droid's file of a session, JSON Lines (as written by `droid exec` 0.215; outcomes by its code). */
export const records: Records = { transcript: { standing, amends } };
