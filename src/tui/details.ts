import { formatDuration } from "../attention/duration.ts";
import { planFocus } from "../attention/focus.ts";
import { urgencyOf } from "../attention/rank.ts";
import { describeStatus } from "../attention/reason.ts";
import { resumeCommand } from "../attention/resume.ts";
import type { Explanation } from "../protocol/answers.ts";
import type { Given } from "../protocol/questions.ts";
import type { Session, Status, Transition } from "../protocol/session.ts";
import type { Surroundings } from "./board.ts";
import { drawEvidence } from "./evidence.ts";
import type { Glyphs } from "./glyphs.ts";
import { cut, type Line, pad, printable, type Style, wrap } from "./line.ts";

const LABEL = 12;
const MAX_BAR = 24;

/** What the details page needs besides the session. */
export interface DetailsContext extends Surroundings {
  columns: number;
  nowMs: number;
  glyphs: Glyphs;
  /** The time of day, e.g. `14:02:11`. */
  clock(ms: number): string;
  platform: string;
  env: Readonly<Record<string, string | undefined>>;
  /** What the status rests on, where the hub has said it by now. */
  explanationOf(session: Session): Explanation | undefined;
}

/** Everything known of one session, as many lines as it takes. */
export function drawDetails(session: Session, context: DetailsContext): Line[] {
  const { nowMs, glyphs, columns } = context;
  const urgency = urgencyOf(session, nowMs);
  const head: Line = {
    spans: [
      { text: ` ${glyphs.urgency[urgency]} `, style: urgency },
      { text: printable(session.display_name, glyphs), style: "strong" },
      { text: `  ${printable(describeStatus(session, nowMs), glyphs)}`, style: urgency },
      { text: `  ${formatDuration(nowMs - session.since_ms)}`, style: "plain" },
    ],
  };
  const fields = facts(session, context).flatMap(([label, value]) =>
    drawField(label, printable(value, glyphs), columns),
  );
  const timeline = drawTimeline(session, context);
  const explanation = context.explanationOf(session);
  const evidence =
    explanation === undefined
      ? []
      : [{ spans: [] }, ...drawEvidence(explanation, columns, context.clock, glyphs)];
  return [head, { spans: [] }, ...fields, { spans: [] }, ...timeline, ...evidence];
}

function facts(session: Session, context: DetailsContext): [string, string][] {
  const { clock, platform, env, nowMs, repositoryOf, agentOf } = context;
  const { working_dir: dir, host } = session;
  const list: [string, string | null | undefined][] = [
    ["message", session.message],
    ["title", session.title],
    ["session", session.session_id],
    ["agent", session.agent_type],
    ["folder", dir],
    ["branch", dir === null || host !== null ? null : repositoryOf(dir)?.branch],
    ["host", host],
    ["process", session.pid === null ? null : `pid ${session.pid}`],
    ["terminal", describeTerminal(session, platform, env)],
    ["background", session.background === 0 ? null : `${session.background} tasks running`],
    ["priority", session.priority === 0 ? null : String(session.priority)],
    ["started by", session.parent_id],
    ["goes on as", session.replaced_by],
    ["seen", session.acknowledged_ms === null ? null : `at ${clock(session.acknowledged_ms)}`],
    ["snoozed", snoozedUntil(session, nowMs, clock)],
    ["resume", resumeCommand(session, agentOf(session.agent_type)?.resume)],
    ["last report", describeReport(session, clock)],
  ];
  return list.flatMap(([label, value]) => (value ? [[label, value] as [string, string]] : []));
}

// What the status rests on, said so that a person can weigh it.
function describeReport(session: Session, clock: (ms: number) => string): string {
  const when = `at ${clock(session.updated_ms)}`;
  if (session.replayed) return `${when}, replayed from the time the hub was away`;
  return session.stale ? `${when}; nothing since proves that it still runs` : when;
}

function describeTerminal(
  session: Session,
  platform: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const attempts = planFocus(session, { platform, env, tty: null });
  if (typeof attempts === "string") return attempts;
  const [first] = attempts;
  if (first === undefined) return "unknown";
  if (typeof first.plan === "string") return `${first.terminal}: ${first.plan}`;
  const where = first.terminal === "tmux" ? session.terminal?.tmux_pane : undefined;
  const reach = first.plan.reach === "pane" ? "f focuses it" : "f raises its window";
  return `${first.terminal}${where === undefined ? "" : ` ${where}`} - ${reach}`;
}

function snoozedUntil(session: Session, nowMs: number, clock: (ms: number) => string) {
  const { snoozed_until_ms: untilMs } = session;
  return untilMs === null || untilMs <= nowMs ? null : `until ${clock(untilMs)}`;
}

function drawField(label: string, value: string, columns: number): Line[] {
  const indent = columns >= 40 ? LABEL + 3 : 3;
  const lines = wrap(value, Math.max(10, columns - indent - 1));
  const named: Line = { spans: [{ text: ` ${pad(label, LABEL)}`, style: "faint" }] };
  const values = lines.map(
    (text): Line => ({ spans: [{ text: `${" ".repeat(indent)}${text}`, style: "plain" }] }),
  );
  if (columns < 40) return [named, ...values];
  const first = { text: `  ${lines[0] ?? ""}`, style: "plain" as Style };
  return [{ spans: [...named.spans, first] }, ...values.slice(1)];
}

/** The transitions with how long each status lasted, the newest first. */
function drawTimeline({ history, since_ms: sinceMs }: Session, context: DetailsContext): Line[] {
  const { nowMs, glyphs, clock, columns } = context;
  const spells = history.map((transition, index) =>
    toSpell(transition, index, history, sinceMs, nowMs),
  );
  const longest = Math.max(1, ...spells.map(({ lastedMs }) => lastedMs));
  const bar = Math.min(MAX_BAR, columns - 40);
  return spells.reverse().map(({ status, atMs, lastedMs, answer }) => {
    const style = STYLES[status];
    const time = pad(clock(atMs), 8);
    const length = bar < 4 ? 0 : Math.max(1, Math.round((lastedMs / longest) * bar));
    const text = `${pad(status, 10)} ${pad(formatDuration(lastedMs), 7, "right")}`;
    return {
      spans: [
        { text: ` ${cut(time, 19, glyphs)}  `, style: "faint" },
        { text: `${glyphs.urgency[style]} ${text}`, style },
        { text: `  ${glyphs.bar.repeat(length)}`, style },
        ...(answer === undefined
          ? []
          : [{ text: `  ${sayGiven(answer, glyphs)}`, style: "plain" as const }]),
      ],
    };
  });
}

/** What was answered through the hub just before, and by whom. */
function sayGiven({ decision, option, by }: Given, glyphs: Glyphs): string {
  const what = { allow: "allowed", deny: "denied", option: `answered ${option}` }[decision];
  return printable(`${what} by ${by}`, glyphs);
}

const STYLES = {
  question: "question",
  attention: "attention",
  working: "working",
  closed: "closed",
} as const satisfies Record<Status, Style>;

// History counts in seconds; the present status is known to the millisecond.
function toSpell(
  { status, at_secs: atSecs, answer }: Transition,
  index: number,
  history: readonly Transition[],
  sinceMs: number,
  nowMs: number,
): Pick<Transition, "status" | "answer"> & { atMs: number; lastedMs: number } {
  const next = history[index + 1];
  const atMs = next === undefined ? sinceMs : atSecs * 1000;
  const endMs = next === undefined ? nowMs : next.at_secs * 1000;
  const lastedMs = Math.max(0, endMs - atMs);
  return { status, atMs, lastedMs, ...(answer === undefined ? {} : { answer }) };
}
