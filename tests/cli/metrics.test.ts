import { expect, setDefaultTimeout, test } from "bun:test";
import { formatMetrics } from "../../src/cli/metrics.ts";
import type { Health } from "../../src/protocol/answers.ts";
import { NOW_MS, sample } from "../attention/sample.ts";
import { sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS } from "../support/until.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const LINE =
  /^(# (TYPE|HELP|UNIT) agent_console_[a-z_]+ .+|agent_console_[a-z_]+(\{[a-z]+="([^"\\\n]|\\["\\n])*"(,[a-z]+="([^"\\\n]|\\["\\n])*")*\})? \d+(\.\d+)?|# EOF)$/;

test("a running hub's counts are OpenMetrics text, and without a hub there are none", async () => {
  using box = sandbox();
  expect((await box.run(["metrics"])).exitCode).toBe(69);
  await box.daemon();
  const wire = await box.connect();
  await wire.set("a", "question", { agent_type: "codex" });
  await wire.set("b", "working");
  const { stdout, exitCode } = await box.run(["metrics"]);
  expect(exitCode).toBe(0);
  const lines = stdout.split("\n");
  expect(lines.slice(-2)).toEqual(["# EOF", ""]);
  for (const line of lines.slice(0, -1)) expect(line).toMatch(LINE);
  expect(lines).toContain('agent_console_sessions{agent="codex",status="question"} 1');
  expect(lines).toContain("agent_console_waiting 1");
  expect(lines).toContain("agent_console_changes_total 2");
});

const HAS_PROMTOOL = Bun.which("promtool") !== null;
test.skipIf(!HAS_PROMTOOL)(
  `promtool reads the text of a hub${HAS_PROMTOOL ? "" : " (no promtool)"}`,
  async () => {
    using box = sandbox();
    await box.daemon();
    const wire = await box.connect();
    await wire.set("a", "question", { agent_type: "codex", working_dir: '/src/"shop"' });
    const { stdout: stdin } = await box.run(["metrics"]);
    const checked = await box.exec(["promtool", "check", "metrics"], { stdin });
    // It knows OpenMetrics' names of counters by no other than their values.
    const faults = checked.stderr
      .split("\n")
      .filter((line) => !/^(agent_console_\w+_total no help text)?$/.test(line));
    expect(faults).toEqual([]);
  },
);

test("a project's name cannot break out of its label", () => {
  const waits = [{ working_dir: '/src/"\\\n} 1', today_seconds: 1, total_seconds: 7 }];
  const health = { seq: 1, subscribers: 0, memory_mb: 1.5, uptime_seconds: 3, waits };
  const text = formatMetrics(health as unknown as Health, [sample()], 0, NOW_MS); // what it reads
  expect(text).toContain('waited_seconds_total{project="/src/\\"\\\\\\n} 1"} 7\n');
  for (const line of text.trimEnd().split("\n")) expect(line).toMatch(LINE);
});

test("nothing of a project's name acts in a terminal, and two that differ stay two", () => {
  const names = [
    "/src/\u001b[201~\u0003\rid",
    "/src/\u202e\u200bshop",
    "/src/\ud800",
    "/src/\ud801",
  ];
  const waits = names.map((working_dir) => ({ working_dir, today_seconds: 1, total_seconds: 7 }));
  const health = { seq: 1, subscribers: 0, memory_mb: 1.5, uptime_seconds: 3, waits };
  const text = formatMetrics(health as unknown as Health, [sample()], 0, NOW_MS); // what it reads
  expect(text).toMatch(/^[\x20-\x7e\n]*$/);
  expect(text).toContain('{project="/src/\\\\u001b[201~\\\\u0003\\\\u000did"} 7');
  expect(new Set(text.match(/project="[^ ]*/g)).size).toBe(names.length);
});
