import { type Condition, Wait } from "../../attention/condition.ts";
import { follow } from "../../client/events.ts";
import { timed } from "../../client/timed.ts";
import { ConsoleError } from "../../protocol/errors.ts";
import type { Session } from "../../protocol/session.ts";
import { COMMON_ARGS } from "../args.ts";
import { command } from "../command.ts";
import { durationOf } from "../duration.ts";
import { LIST, MANY, parseStatuses, STATUS_WORDS } from "../flags.ts";
import { writeAway } from "../output.ts";
import { asLine } from "../session-line.ts";
import { lookUpSession } from "../session-name.ts";
import { readSessionForm, SESSION_OUTPUT_ARGS, writeSessions } from "../session-output.ts";
import { socketOf } from "../socket.ts";

export const wait = command({
  meta: { name: "wait", description: "Wait until sessions have finished their turn, or ask" },
  guide: {
    group: "Wait and be told",
    examples: [
      ["agent-console wait shop && npm test", "go on when its turn is over"],
      ["agent-console wait --needs-me --timeout 30m", "until anybody needs you, or half an hour"],
      ["agent-console wait shop blog --any --json", "for the first of two"],
    ],
    exits: [[124, "timed out"]],
  },
  args: {
    sessions: {
      type: "positional",
      required: false,
      valueHint: MANY,
      description: "the sessions meant; none for every one, new ones too",
    },
    status: {
      type: "string",
      valueHint: LIST,
      description: `wait until it has been in one of these, instead: ${STATUS_WORDS}`,
    },
    "needs-me": { type: "boolean", description: "wait until it needs you now, instead" },
    all: { type: "boolean", description: "wait for all of them (what naming some means)" },
    any: { type: "boolean", description: "wait for the first of them (what naming none means)" },
    timeout: {
      type: "string",
      valueHint: "duration",
      description: "give up after so long, with exit status 124",
    },
    ...SESSION_OUTPUT_ARGS,
    ...COMMON_ARGS,
  },
  run: async ({ args }) => {
    const form = await readSessionForm("wait", args);
    const { timeout } = args;
    const limitMs = timeout === undefined ? undefined : durationOf(timeout, "--timeout");
    const socket = socketOf(args);
    const sessions = await waitFor(conditionOf(args), socket, limitMs, timeout);
    writeSessions(form, sessions, (all) => all.map(asLine).join(""));
  },
});

function conditionOf(args: {
  _: readonly string[];
  status?: string | undefined;
  "needs-me"?: boolean | undefined;
  any?: boolean | undefined;
  all?: boolean | undefined;
}): Condition {
  if (args.any && args.all) throw new ConsoleError("usage", "--any and --all exclude each other");
  if (args.status !== undefined && args["needs-me"]) {
    throw new ConsoleError("usage", "--status and --needs-me exclude each other");
  }
  const isAll = args.all ?? (args._.length > 0 && !args.any);
  return {
    sessionIds: args._,
    statuses: args.status === undefined ? ["attention", "question"] : parseStatuses(args.status),
    passesStart: args.status === undefined,
    needsPerson: args["needs-me"] ?? false,
    mode: isAll ? "all" : "any",
  };
}

/** @throws session_not_found when the condition can't hold any more; timed_out. */
async function waitFor(
  condition: Condition,
  socket: string,
  limitMs: number | undefined,
  limit: string | undefined,
): Promise<Session[]> {
  const deadlineMs = limitMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + limitMs;
  let sessionIds = condition.sessionIds;
  let subject: Wait | undefined;
  let recheckMs: number | undefined;
  const dueMs = () => {
    const next = Math.min(deadlineMs, recheckMs ?? Number.POSITIVE_INFINITY);
    return Number.isFinite(next) ? next : undefined;
  };
  for await (const event of timed(follow(socket, { starts: true }), dueMs)) {
    const nowMs = Date.now();
    if (event.type === "away") writeAway(event.why);
    if (subject === undefined && event.type === "snapshot") {
      const named = condition.sessionIds.map((word) => lookUpSession(word, event.sessions));
      sessionIds = (await Promise.all(named)).map(({ session_id }) => session_id);
      subject = new Wait({ ...condition, sessionIds });
    }
    const outcome =
      event.type === "away" || event.type === "tick"
        ? subject?.check(nowMs)
        : subject?.take(event, nowMs);
    if (outcome?.kind === "met") return inOrder(outcome.sessions, sessionIds);
    if (outcome?.kind === "failed") throw outcome.error;
    recheckMs = outcome?.recheckMs;
    if (nowMs >= deadlineMs) throw new ConsoleError("timed_out", `not within ${limit}`);
  }
  throw new ConsoleError("unreachable", "the daemon's events ended");
}

// As they were named, so that a script can tell them apart by their place.
function inOrder(sessions: readonly Session[], ids: readonly string[]): Session[] {
  return sessions.toSorted((a, b) => ids.indexOf(a.session_id) - ids.indexOf(b.session_id));
}
