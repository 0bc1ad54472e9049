import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import type { Entry } from "../../src/agents/agent.ts";
import { identify } from "../../src/agents/identify.ts";
import { ENTRIES } from "../../src/agents/table.ts";
import { Report } from "../../src/protocol/session.ts";
import { cases, contextOf, reportsOf } from "./fixtures.ts";

const CONTEXT = contextOf({
  env: { KIRO_SESSION_ID: "a\nb", GROK_HOOK_EVENT: "stop", CODEX_HOME: "", GROK_SESSION_ID: "" },
  cwd: "not/absolute",
  processName: "7-x",
  hasTerminal: true,
});

function nested(depth: number): unknown {
  let value: unknown = "deep";
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { value };
  return value;
}

const WRONG: readonly unknown[] = [
  null,
  true,
  0,
  -1.5,
  1e308,
  "",
  " ",
  "*",
  "\u0000\u001b[2J\ud800",
  "x".repeat(100_000),
  "\u202eabc",
  [],
  [null, 1, "x", [], {}],
  {},
  JSON.parse('{"__proto__":{"status":"closed"},"constructor":1,"hasOwnProperty":2}'),
  nested(5_000),
];

/** The fields of all fixtures of an agent, those of the objects in them too. */
function variants(payload: unknown): unknown[] {
  if (typeof payload !== "object" || payload === null || Array.isArray(payload)) return [];
  const fields = payload as Record<string, unknown>;
  return Object.keys(fields).flatMap((name) => [
    ...WRONG.map((wrong) => ({ ...fields, [name]: wrong })),
    ...variants(fields[name]).map((inner) => ({ ...fields, [name]: inner })),
  ]);
}

for (const { name } of ENTRIES) {
  const payloads = (cases().get(name) ?? []).map(({ payload }) => payload);

  describe(name, () => {
    test("any JSON value gives reports that the wire takes, and never a throw", () => {
      for (const payload of [undefined, ...WRONG]) {
        for (const report of reportsOf(name, payload, CONTEXT)) {
          expect(v.safeParse(Report, report).issues).toBeUndefined();
        }
      }
    });

    test("a wrong value in any field gives reports that the wire takes, and never a throw", () => {
      const seen = payloads.flatMap(variants);
      expect(name === "aider" || seen.length > 100).toBe(true);
      const issues = seen.flatMap((payload) => {
        return reportsOf(name, payload, CONTEXT).flatMap(
          (report) => v.safeParse(Report, report).issues ?? [],
        );
      });
      expect(issues).toEqual([]);
    });

    test("a message stays one short line whatever the payload holds", () => {
      const long = payloads
        .flatMap(variants)
        .flatMap((payload) => reportsOf(name, payload, CONTEXT))
        .map(({ message }) => message ?? "")
        .filter((message) => message.length > 300 || /\n/.test(message));
      expect(long).toEqual([]);
    });

    test("names that every object has are no events", () => {
      for (const event of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
        const payload = { session_id: "s", sessionId: "s", properties: { sessionID: "s" } };
        const names = { hook_event_name: event, event, type: event, trigger: event };
        const reports = reportsOf(name, { ...payload, ...names });
        expect(reports).toEqual([]);
      }
    });

    test("a payload that others can't write to is read as well", () => {
      for (const payload of payloads) {
        expect(() => reportsOf(name, Object.freeze(payload), CONTEXT)).not.toThrow();
      }
    });
  });
}

test("whose payload it is can be asked of any JSON value", () => {
  for (const payload of [undefined, ...WRONG]) {
    expect(ENTRIES).toContain(identify("claude", payload, {}) as Entry);
  }
});
