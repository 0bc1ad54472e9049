import type { Records, Standing } from "../facets/records.ts";
import { type Fields, fieldsOf, listOf, textOf } from "../shape/fields.ts";
import { NOTIFIED } from "../shape/rules.ts";
import { lineOf } from "../shape/tools.ts";
import { dated, entriesUpwards } from "../shape/transcript.ts";

const RATE_LIMITED = 429;
const INTERRUPTED = { status: "attention", reason: "interrupted", event: "abort" } as const;
// However it was answered: what was turned down goes on too, or an abort follows.
const ANSWERED = {
  status: "working",
  reason: null,
  message: null,
  event: "permission.completed",
  answers: `main:${NOTIFIED}`,
} as const;

// Hooks tell of none of this: Esc, a turn that failed, an approval that was answered
// and that no other one waits behind.
function standing(lines: readonly string[]): Standing | null | undefined {
  const completed = new Set<string | undefined>();
  let answered: Standing | null = null;
  /** Of a turn that was broken off before any output nothing else is written. */
  let checkpoint: Fields | undefined;
  for (const entry of entriesUpwards(lines)) {
    const data = fieldsOf(entry.data);
    const isMain = entry.agentId === undefined;
    switch (entry.type) {
      // A subagent asks in the session's terminal too.
      case "permission.completed":
        completed.add(textOf(data, "requestId"));
        if (!isAborted(data)) answered ??= dated(ANSWERED, entry);
        break;
      case "permission.requested":
        if (!completed.has(textOf(data, "requestId"))) return null;
        break;
      case "abort":
        if (isMain) return answered ?? dated(INTERRUPTED, entry);
        break;
      case "session.error":
        if (isMain) return answered ?? dated(failed(data), entry);
        break;
      case "session.usage_checkpoint":
        checkpoint ??= entry;
        break;
      case "assistant.message":
      case "assistant.turn_end":
        if (!isMain) break;
        if (checkpoint && isRewound(checkpoint)) return answered ?? dated(INTERRUPTED, checkpoint);
        checkpoint = undefined;
        break;
      case "user.message":
        if (isMain) return answered;
        break;
      case "session.start":
        if (checkpoint && isRewound(checkpoint)) return answered ?? dated(INTERRUPTED, checkpoint);
        break;
      case "assistant.turn_start":
        if (!isMain) break;
        return answered ?? (checkpoint === undefined ? null : dated(INTERRUPTED, checkpoint));
    }
  }
  return answered ?? undefined;
}

/** Esc has taken the prompt back: nothing of it is left in the file. */
function isRewound({ data }: Fields): boolean {
  const states = listOf(fieldsOf(data), "promptCacheBreakState")?.map(fieldsOf) ?? [];
  return states.some((state) => listOf(state, "pendingRewriteSources")?.includes("rewind"));
}

function isAborted(data: Fields): boolean {
  return textOf(fieldsOf(data.result), "kind") === "cancelled";
}

function failed(data: Fields): Omit<Standing, "atMs"> {
  const reason = data.statusCode === RATE_LIMITED ? "rate_limited" : "error";
  const message = lineOf(textOf(data, "message"));
  return { status: "attention", reason, message, event: "session.error" };
}

/** Copilot CLI's events, `session-state/<id>/events.jsonl` (as written by 1.0.102). */
export const records: Records = { transcript: { standing } };
