import type { Amended, Amendment, HookWord, Records, Standing } from "../facets/records.ts";
import { type Fields, fieldsOf, textOf } from "../shape/fields.ts";
import { lineOf } from "../shape/tools.ts";
import { dated, entriesUpwards } from "../shape/transcript.ts";

/** An API error's info, or its words, of a limit: `usage_limit_exceeded`, `{…:{http_status_code:429}}`. */
const LIMITED = /limit_?exceeded|overloaded|budget_exceeded|\b429\b/i;
const PLAN = "main:plan";

/** How a turn stands by its last words; null while it runs, undefined where no line tells. */
function turnEnd(lines: readonly string[]): Standing | null | undefined {
  let plan: string | undefined;
  let done: { error: Fields | null; entry: Fields } | undefined;
  for (const entry of entriesUpwards(lines)) {
    if (entry.type !== "event_msg") continue;
    const payload = fieldsOf(entry.payload);
    switch (payload.type) {
      case "task_complete":
      case "turn_complete":
        if (done !== undefined) return endOf(done, plan);
        done = { entry, error: payload.error == null ? null : fieldsOf(payload.error) };
        break;
      case "item_completed":
        plan ??= planOf(fieldsOf(payload.item));
        break;
      case "turn_aborted":
        return done === undefined ? aborted(payload, entry) : endOf(done, plan);
      case "task_started":
      case "turn_started":
      case "user_message":
        return done === undefined ? null : endOf(done, plan);
    }
  }
  return done === undefined ? undefined : endOf(done, plan);
}

function endOf(
  { error, entry }: { error: Fields | null; entry: Fields },
  plan: string | undefined,
): Standing | null {
  if (error !== null) return dated({ ...failed(error), event: "task_complete" }, entry);
  if (plan !== undefined) return dated({ ...asked(plan), event: "plan" }, entry);
  return dated({ status: "attention", reason: "turn_done", event: "task_complete" }, entry);
}

// Any other reason, such as `replaced`, has a turn of its own after it.
function aborted({ reason }: Fields, entry: Fields): Standing | null {
  if (reason !== undefined && reason !== "interrupted") return null;
  return dated({ status: "attention", reason: "interrupted", event: "turn_aborted" }, entry);
}

function failed(error: Fields): Amended {
  const said = textOf(error, "message") ?? "";
  const isLimit = LIMITED.test(`${JSON.stringify(error.codex_error_info ?? "")} ${said}`);
  const message = lineOf(/"message":\s*"([^"\\]+)/.exec(said)?.[1] ?? said);
  return { status: "attention", reason: isLimit ? "rate_limited" : "error", message };
}

function asked(plan: string): Amended & { asks: string } {
  const message = lineOf(plan.replace(/^[\s#]+/, ""));
  return { status: "question", reason: "plan", message, asks: PLAN };
}

// "Implement this plan?" shows once the turn is over, and until then is no question.
function planOf(item: Fields): string | undefined {
  return item.type === "Plan" ? (textOf(item, "text") ?? "plan") : undefined;
}

/** The plan that the running turn, or the one just over, has ended with; null for none. */
function proposedPlan(lines: readonly string[]): string | null {
  for (const entry of entriesUpwards(lines)) {
    const payload = entry.type === "event_msg" ? fieldsOf(entry.payload) : {};
    if (payload.type === "task_started" || payload.type === "turn_started") return null;
    const plan = payload.type === "item_completed" ? planOf(fieldsOf(payload.item)) : undefined;
    if (plan !== undefined) return plan;
  }
  return null;
}

/** What the running turn goes by; undefined where no line tells. */
function turnContext(lines: readonly string[]): Fields | undefined {
  const contexts = lines.filter((line) => line.includes('"turn_context"'));
  for (const { type, payload } of entriesUpwards(contexts)) {
    if (type === "turn_context") return fieldsOf(payload);
  }
  return undefined;
}

// With `--approve-for-me` a reviewer decides that is no person, and outside of plan
// mode the model's question is refused: in both cases it goes on by itself.
function isAsked({ reason }: HookWord, context: Fields): boolean {
  if (reason === "permission") return (context.approvals_reviewer ?? "user") === "user";
  const { mode } = fieldsOf(context.collaboration_mode);
  return mode === undefined || mode === "plan";
}

// No hook tells who is asked, nor that a turn's last word is a plan to agree to.
const amends: Amendment = {
  concerns({ status, reason }) {
    if (status === "question") return reason === "permission" || reason === "question";
    return status === "attention" && reason === "turn_done";
  },
  read(said, lines) {
    if (said.status === "attention") {
      const plan = proposedPlan(lines);
      return plan === null ? null : asked(plan);
    }
    const context = turnContext(lines);
    if (context === undefined) return undefined;
    if (isAsked(said, context)) return null;
    return { status: "working", reason: null, message: said.message ?? null };
  },
};

/** Codex's rollout (as written by 0.169; `task_…` and `turn_…` mean the same). */
export const records: Records = {
  transcript: {
    standing: turnEnd,
    // The id of its thread, by which hooks name it too.
    subagentOf: (path) =>
      /\/rollout-[^/]*-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.jsonl$/.exec(path)?.[1],
    amends,
  },
};
