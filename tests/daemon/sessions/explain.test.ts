import { expect, test } from "bun:test";
import { formatAgents } from "../../../src/cli/commands/agents.ts";
import { formatExplanation } from "../../../src/cli/commands/explain.ts";
import type { Style } from "../../../src/cli/print.ts";
import { explain } from "../../../src/daemon/sessions/explain.ts";
import { evidenceIn } from "../../../src/daemon/sessions/state.ts";
import { Store } from "../../../src/daemon/sessions/store.ts";
import type { Source } from "../../../src/protocol/session.ts";
import { evidence, report } from "../../support/report.ts";

const NOW = 1_700_000_000_000;
const PLAIN = { color: false, columns: Number.POSITIVE_INFINITY };

/** A session that worked from the start, by its hook. */
function working(more: Parameters<typeof evidence>[2] = {}) {
  const store = new Store();
  const first = { status: "working", event: "UserPromptSubmit", ...more } as const;
  store.set(evidence("a", NOW, first), NOW);
  const state = store.get("a");
  const verdict = (source: Source) =>
    explain(state, NOW + 60_000).evidence.find((said) => said.source === source && !said.settled)
      ?.verdict;
  return { store, state, verdict };
}

test("each source has its say, the weightiest first, and one of them settled it", () => {
  const { state } = working();
  const { evidence: said, settled_by, settled_at_ms } = explain(state, NOW + 1);
  expect(said.map(({ source }) => source)).toEqual([
    "command",
    "process",
    "hook",
    "registry",
    "transcript",
  ]);
  expect(said.filter(({ settled }) => settled)).toMatchObject([{ source: "hook" }]);
  expect([settled_by, settled_at_ms]).toEqual(["hook", NOW]);
});

test("a hook that tells nothing of the status stands beside the one that settled it", () => {
  const { store, state, verdict } = working();
  store.set(evidence("a", NOW + 1, { event: "SubagentStart", subagent_start: "x" }), NOW + 1);
  expect(verdict("hook")).toBe("says nothing of the status");
  const rows = explain(state, NOW + 1).evidence.filter(({ source }) => source === "hook");
  expect(rows.map(({ event }) => event)).toEqual(["UserPromptSubmit", "SubagentStart"]);
});

test("a loser is told why it lost", () => {
  const { store, state, verdict } = working();
  const idle = { source: "registry", status: "attention" } as const;
  store.weigh(state, report("a", { ...idle, at_ms: NOW - 1 }), NOW);
  expect(verdict("registry")).toBe("older than what settled it");
  store.weigh(state, report("a", { ...idle, at_ms: NOW }), NOW);
  expect(verdict("registry")).toBe("of the same moment, and weighs less");
  store.weigh(state, report("a", { ...idle, status: "working", at_ms: NOW + 1 }), NOW + 1);
  expect(verdict("registry")).toBe("agrees");
  const ask = evidence("a", NOW + 2, { status: "question", asks: "q" });
  store.set(ask, NOW + 2);
  store.set(evidence("a", NOW + 3, { status: "working", event: "PostToolUse" }), NOW + 3);
  expect(verdict("hook")).toBe("an open question goes before work");
});

test("a question that is held back is named, and that it does not show yet", () => {
  const { store, state } = working();
  const ask = { status: "question", asks: "q", reason: "permission", hold_ms: 300 } as const;
  store.set(evidence("a", NOW + 1, ask), NOW + 1);
  const { session, questions } = explain(state, NOW + 2);
  expect(session.status).toBe("working");
  expect(questions).toEqual([{ reason: "permission", message: null, at_ms: NOW + 1, held: true }]);
});

test("a session with no process to look at says that its end would not show", () => {
  expect(working().verdict("process")).toContain("its end would not show");
  expect(working({ pid: 7, pid_start: "x" }).verdict("process")).toContain("can't tell");
  expect(working({ host: "there" }).verdict("process")).toBe("runs on another machine");
});

test("the age of the last evidence is that of whatever was last known, a living process too", () => {
  const { state } = working({ pid: 7, pid_start: "x" });
  expect(explain(state, NOW + 9).last_evidence_ms).toBe(NOW);
  state.aliveMs = NOW + 5;
  expect(explain(state, NOW + 9).last_evidence_ms).toBe(NOW + 5);
});

test("no line of an explanation or of the agents holds what a terminal would obey", () => {
  const evil = "evil\u001b[2J\nforged";
  const { store, state } = working();
  store.set(evidence("a", NOW + 1, { status: "question", asks: "q", message: "m" }), NOW + 1);
  state.message = evil;
  for (const one of [...state.questions, ...evidenceIn(state)]) one.message = evil;
  const agent = {
    name: evil,
    agent_type: evil,
    title: evil,
    capabilities: {
      question: evil,
      turn_end: "",
      interrupt: "",
      close: "",
      background: "",
      answer: "",
    },
    limits: [evil],
  };
  const lines = formatExplanation(explain(state, NOW + 2), agent, PLAIN, NOW + 2);
  for (const text of [lines, formatAgents([agent], PLAIN)]) {
    expect(text).toContain("evil");
    expect(text).not.toContain("\u001b");
    expect(text).not.toMatch(/^forged/m);
  }
});

test("on a terminal what an agent can't report is broken between words, and in a pipe not at all", () => {
  const limit = "every word of this stands whole on one of its lines";
  const facts = {
    question: "no",
    turn_end: "",
    interrupt: "",
    close: "",
    background: "",
    answer: "",
  };
  const agent = { name: "a", agent_type: "a", title: "A", capabilities: facts, limits: [limit] };
  const limits = (style: Style) => formatAgents([agent], style).split("\n\nA\n")[1];
  expect(limits({ color: false, columns: 30 })).toBe(
    "  - every word of this stands\n    whole on one of its lines\n",
  );
  expect(limits(PLAIN)).toBe(`  - ${limit}\n`);
});

test("on 80 columns every verdict stands whole, however long what was said", () => {
  const { store, state } = working();
  const message = "a question that has no end ".repeat(9);
  store.set(evidence("a", NOW + 1, { status: "question", asks: "q", message }), NOW + 1);
  const explained = explain(state, NOW + 2);
  const text = formatExplanation(explained, null, { color: false, columns: 80 }, NOW + 2);
  for (const { verdict } of explained.evidence) expect(text).toContain(verdict);
});
