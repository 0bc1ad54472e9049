import { chooseChannel, shortQuestion } from "../../attention/alert.ts";
import { outcomeOf } from "../../attention/answering.ts";
import { nameSessions } from "../../attention/names.ts";
import { Notifier } from "../../attention/notification.ts";
import { parseQuietHours } from "../../attention/quiet.ts";
import { isSelected } from "../../attention/selection.ts";
import { follow } from "../../client/events.ts";
import { timed } from "../../client/timed.ts";
import { toExpected } from "../../host/system-error.ts";
import { ConsoleError } from "../../protocol/errors.ts";
import type { Session } from "../../protocol/session.ts";
import { agentTypesOf } from "../agent-facts.ts";
import { COMMON_ARGS } from "../args.ts";
import { command } from "../command.ts";
import { deliver, post, ring } from "../delivery.ts";
import { durationOf } from "../duration.ts";
import { LIST, parseList, parseProjects, parseStatuses, readFlag, STATUS_WORDS } from "../flags.ts";
import { bringToFront, isInFront } from "../front.ts";
import { ON_CHANGE_ARG, OnChange } from "../on-change.ts";
import { endWithReader, writeAway, writeErr, writeOut } from "../output.ts";
import { asLine } from "../session-line.ts";
import { socketOf } from "../socket.ts";
import { Turns } from "../turns.ts";
import { runUserCommand } from "../user-command.ts";
import { ask } from "../wire-command.ts";

/** What is done for each session that needs a person, and what that is called among the others. */
type Way = (session: Session, name: string) => Promise<unknown>;

/** More commands or calls of a webhook at once than this would be a burden to the machine. */
const MAX_AT_ONCE = 4;

export const notify = command({
  meta: { name: "notify", description: "Tell a person, once, when a session needs them" },
  guide: {
    group: "Wait and be told",
    examples: [
      ["agent-console notify", "a desktop notification for each session that needs you"],
      ["agent-console notify --bell --delay 20s", "ring only if you have not answered by then"],
      ["agent-console notify --command 'jq -r .message | wall'", "run your own"],
    ],
  },
  args: {
    desktop: { type: "boolean", description: "show a notification (what naming no way means)" },
    bell: { type: "boolean", description: "ring the terminal's bell" },
    command: {
      type: "string",
      valueHint: "command",
      description: "run this in a shell, the session as JSON on its standard input",
    },
    webhook: { type: "string", valueHint: "url", description: "post the session as JSON there" },
    focus: { type: "boolean", description: "bring the session's terminal pane to the front" },
    ...ON_CHANGE_ARG,
    status: {
      type: "string",
      valueHint: LIST,
      description: `only in these statuses: ${STATUS_WORDS}`,
    },
    reason: { type: "string", valueHint: LIST, description: "only for these reasons" },
    agent: { type: "string", valueHint: LIST, description: "only of these agents" },
    project: { type: "string", valueHint: LIST, description: "only in these folders or projects" },
    delay: {
      type: "string",
      valueHint: "duration",
      default: "0",
      description: "only if it is still needed after so long",
    },
    "cool-down": {
      type: "string",
      valueHint: "duration",
      default: "30s",
      description: "at most once a session within so long; what comes earlier waits",
    },
    "quiet-hours": {
      type: "string",
      valueHint: "22:00-07:00",
      description: "tell nothing then; what still needs you is told afterwards",
    },
    ...COMMON_ARGS,
  },
  run: async ({ args }) => {
    const socket = socketOf(args);
    const selection = {
      statuses: args.status === undefined ? [] : parseStatuses(args.status),
      reasons: parseList(args.reason),
      agents: agentTypesOf(parseList(args.agent), writeErr),
      projects: parseProjects(args.project),
    };
    const quietHours = args["quiet-hours"];
    const notifier = new Notifier({
      matches: (session) => isSelected(session, selection),
      delayMs: durationOf(args.delay, "--delay"),
      coolDownMs: durationOf(args["cool-down"], "--cool-down"),
      quiet:
        quietHours === undefined ? null : readFlag(quietHours, "--quiet-hours", parseQuietHours),
      minuteOfDay,
      sinceMs: Date.now(),
    });
    const line = args["on-change"];
    const onChange = line === undefined ? undefined : new OnChange(line, socket, false);
    const ways = chooseWays(args, socket);
    const events = follow(socket, { starts: true });
    endWithReader();
    for await (const event of timed(events, () => notifier.nextDueMs())) {
      const nowMs = Date.now();
      if (event.type === "away") writeAway(event.why);
      if (event.type !== "tick") onChange?.take(event);
      const due =
        event.type === "tick" || event.type === "away"
          ? notifier.takeDue(nowMs)
          : notifier.take(event, nowMs);
      if (due.length === 0) continue;
      // Without their repositories: a folder that never answers must hold no alert up.
      const names = nameSessions(notifier.sessions(), () => undefined);
      for (const session of due) {
        const name = names.get(session.session_id)?.name ?? session.display_name;
        void tell(session, name, ways); // a slow way must not keep the next news from being heard
      }
    }
  },
});

interface WayArgs {
  desktop?: boolean | undefined;
  bell?: boolean | undefined;
  command?: string | undefined;
  webhook?: string | undefined;
  focus?: boolean | undefined;
  "on-change"?: string | undefined;
}

function chooseWays(args: WayArgs, socket: string): Way[] {
  const { command: line, webhook } = args;
  const ways: Way[] = [];
  if (args.bell) ways.push(async () => ring());
  if (line !== undefined) {
    ways.push(inTurns((session) => runUserCommand(line, session, "alert", undefined, socket, 2)));
  }
  if (webhook !== undefined) {
    if (!/^https?:$/.test(URL.parse(webhook)?.protocol ?? "")) {
      throw new ConsoleError("usage", `--webhook: expected an http or https address: ${webhook}`);
    }
    ways.push(inTurns((session) => post(webhook, session)));
  }
  if (args.focus) ways.push(bringToFront);
  const hasNone = ways.length === 0 && args["on-change"] === undefined;
  if (args.desktop || hasNone) {
    const channel = chooseChannel(
      process.platform,
      process.env,
      (name) => Bun.which(name) !== null,
    );
    ways.push(async (session, name) => {
      const click = await deliver(channel, session, name);
      if (click === "default") await bringToFront(session);
      else if (click !== null) await answerByClick(session, click, socket);
    });
  }
  return ways;
}

/** What was clicked was shown as a whole, so its hash is what was seen. */
async function answerByClick(session: Session, decision: "allow" | "deny", socket: string) {
  const question = shortQuestion(session);
  if (question === undefined || question.hash === null) return;
  const about = { session_id: session.session_id, question_id: question.id, seen: question.hash };
  const by = "agent-console notify, desktop";
  const answered = await ask("ANSWER", { ...about, decision, by }, socket);
  if (answered.answer_status !== "taken") writeErr(outcomeOf(answered));
}

async function tell(session: Session, name: string, ways: readonly Way[]): Promise<void> {
  if (ways.length === 0 || (await isInFront(session))) return;
  writeOut(asLine(session));
  // One way that fails must not keep the others from being tried.
  for (const way of ways) void attempt(way, session, name);
}

async function attempt(way: Way, session: Session, name: string): Promise<void> {
  try {
    await way(session, name);
  } catch (thrown) {
    const error = toExpected(thrown);
    writeErr(error instanceof Error ? error.message : String(error));
  }
}

/** The same way, gone a few times at once; the latest of each session waits. */
function inTurns(way: Way): Way {
  const turns = new Turns<Parameters<Way>>(MAX_AT_ONCE, (turn) => attempt(way, ...turn));
  return async (...turn) => turns.put(turn[0].session_id, turn);
}

function minuteOfDay(ms: number): number {
  const time = new Date(ms);
  return time.getHours() * 60 + time.getMinutes();
}
