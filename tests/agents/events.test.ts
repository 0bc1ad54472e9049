import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { entryNamed } from "../../src/agents/table.ts";
import { Report } from "../../src/protocol/session.ts";
import { TARGETS, targetNamed } from "../install/targets.ts";
import { cases, reportsOf } from "./fixtures.ts";

// The prompts and contents in the fixtures all hold this word.
const SECRET = /secret/;

for (const [name, all] of cases()) {
  describe(name, () => {
    for (const { name: sentence, payload, context, reports: expected } of all) {
      test(sentence, () => {
        const reports = reportsOf(name, payload, context);
        expect(reports).toHaveLength(expected.length);
        for (const [index, fields] of expected.entries()) {
          const report: Record<string, unknown> = { ...reports[index] };
          const said = Object.keys(fields).map((field) => [field, report[field] ?? null]);
          expect(Object.fromEntries(said)).toEqual(fields);
          expect(v.safeParse(Report, report).issues).toBeUndefined();
          expect(report.agent_type).toBe(entryNamed(name)?.agentType);
          expect(report.event).toBeString();
          expect(JSON.stringify(report)).not.toMatch(SECRET);
        }
      });
    }
  });
}

for (const { name, hooks } of TARGETS) {
  if (hooks.length === 0) continue;
  const known = cases().get(name) ?? [];

  test(`${name}: each event to register is one that the adapter reports on`, () => {
    const reported = known.flatMap(({ payload, context }) => {
      return reportsOf(name, payload, context);
    });
    const events = new Set(reported.map(({ event }) => event?.toLowerCase()));
    const unknown = hooks.filter(({ event }) => !events.has(event.toLowerCase()));
    expect(unknown).toEqual([]);
  });

  test(`${name}: no event is registered twice and none waits for ever`, () => {
    expect(new Set(hooks.map(({ event }) => event)).size).toBe(hooks.length);
    expect(hooks.every(({ timeoutSeconds }) => timeoutSeconds > 0)).toBe(true);
  });
}

test("no event on which a hook changes what the agent does is registered", () => {
  const registered = TARGETS.flatMap(({ hooks }) => hooks.map(({ event }) => event));
  const forbidden = ["WorktreeCreate", "MessageDisplay", "ConfigChange", "AfterModel"];
  const gates = ["BeforeModel", "beforeShellExecution", "beforeMCPExecution", "permissionRequest"];
  expect(registered.filter((event) => [...forbidden, ...gates].includes(event))).toEqual([]);
});

test("Codex is not given more time than it takes without a warning", () => {
  const late = targetNamed("codex").hooks.filter(({ event }) =>
    /^(SessionEnd|Interrupt)$/.test(event),
  );
  expect(late.map(({ timeoutSeconds }) => timeoutSeconds)).toEqual([3, 3]);
});
