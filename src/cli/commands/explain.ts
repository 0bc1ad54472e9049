import { formatDuration } from "../../attention/duration.ts";
import type { Explanation, Testimony } from "../../protocol/answers.ts";
import { COMMANDS } from "../../protocol/commands.ts";
import { toOneLine } from "../../protocol/text.ts";
import { factsFor, formatLimits } from "../agent-facts.ts";
import { argsOf, COMMON_ARGS, inputOf } from "../args.ts";
import { command } from "../command.ts";
import { formatFacts, formatRows, type Style, terminalStyle } from "../print.ts";
import type { AgentFacts } from "../schema/outputs.ts";
import { readSessionForm, SESSION_OUTPUT_ARGS, writeAbout } from "../session-output.ts";
import { askAbout } from "../session-request.ts";
import { socketOf } from "../socket.ts";

export const explain = command({
  meta: { name: "explain", description: COMMANDS.EXPLAIN.summary },
  guide: {
    group: "See what agents do",
    examples: [
      ["agent-console explain shop", "which source settled its status, and what the others say"],
      ["agent-console explain 3c9e --json", "the same for a program"],
    ],
  },
  args: { ...argsOf("EXPLAIN"), ...SESSION_OUTPUT_ARGS, ...COMMON_ARGS },
  run: async ({ args }) => {
    const form = await readSessionForm("explain", args);
    const explanation = await askAbout("EXPLAIN", inputOf("EXPLAIN", args), socketOf(args));
    const agent = await factsFor(explanation.session.agent_type);
    writeAbout(form, explanation.session, { ...explanation, agent }, () =>
      formatExplanation(explanation, agent, terminalStyle(), Date.now()),
    );
  },
});

/** Why the session is in its status: what settled it, what each source says, what can't be known. */
export function formatExplanation(
  explanation: Explanation,
  agent: AgentFacts | null,
  style: Style,
  nowMs: number,
): string {
  const { session, questions, evidence, last_evidence_ms } = explanation;
  const asked = questions.map(({ reason, message, held }) =>
    [reason, message, held ? "(not shown yet)" : ""].filter(Boolean).join(" "),
  );
  const facts = formatFacts(
    [
      ["session", session.session_id],
      ["agent", agent?.title ?? session.agent_type],
      ["status", `${session.status} for ${formatDuration(session.elapsed_seconds * 1000)}`],
      ["reason", [session.reason, session.message].filter(Boolean).join(" · ")],
      ["settled by", settledBy(explanation, nowMs)],
      ["last evidence", ago(last_evidence_ms, nowMs)],
      ["stale", session.stale ? "yes: not heard from, and not provably alive" : null],
      ["questions", asked.join("; ")],
    ],
    style.columns,
  );
  // The verdict before what may be long: the end of a line may have no room.
  const rows = evidence.map((said) => [
    said.settled ? "*" : " ",
    said.source,
    said.at_ms === null ? "" : ago(said.at_ms, nowMs),
    said.event ?? "",
    said.verdict,
    saysOf(said),
  ]);
  const table = formatRows([[" ", "SOURCE", "WHEN", "EVENT", "VERDICT", "SAYS"], ...rows], style);
  const limits =
    agent === null
      ? "no adapter is known: it says what it says, and nothing checks it\n"
      : `${toOneLine(agent.title)} can't report:\n${formatLimits(agent.limits, style)}`;
  return `${facts}\n${table.join("\n")}\n\n${limits}`;
}

function settledBy({ settled_by, settled_at_ms }: Explanation, nowMs: number): string | null {
  if (settled_by === null) return "the session it goes on in the place of";
  return settled_at_ms === null ? settled_by : `${settled_by}, ${ago(settled_at_ms, nowMs)}`;
}

function saysOf({ status, reason, message }: Testimony): string {
  return [status, reason, message].filter(Boolean).join(" · ");
}

function ago(atMs: number, nowMs: number): string {
  return `${formatDuration(Math.max(0, nowMs - atMs))} ago`;
}
