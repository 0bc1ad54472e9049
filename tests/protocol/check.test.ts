import { expect, test } from "bun:test";
import fc from "fast-check";
import * as v from "valibot";
import { createCheck } from "../../src/protocol/check.ts";
import { COMMANDS, type Command } from "../../src/protocol/commands.ts";

/** Values that one field or another takes, cleans or refuses. */
const VALUES = [
  ...[
    "a1",
    "",
    "working",
    "idle",
    "/home/you",
    "turn_done",
    "claudecode",
    "A b",
    "\u001b[31m",
    "deny",
  ],
  ...[0, 1, -1, 1.5, 2 ** 31, Number.MAX_SAFE_INTEGER + 1, null, true, false, undefined],
  ...["x".repeat(2000), "\ud83e", "hook", "*", [], [1, 2], ["working"], ["idle"], [0], {}],
  ...[{ tmux_pane: "%3" }, { TMUX: "%3" }, { tmux: 3 }, new Array(100).fill(1)],
];
/** What no schema names, and what every object seems to have. */
const STRANGE = ["cmd", "id", "version", "constructor", "__proto__", "toString", "0"];

function agrees(schema: Command["input"], input: Record<string, unknown>): boolean {
  const checked = createCheck(schema)(input);
  const expected = v.safeParse(schema, input);
  expect("output" in checked ? checked.output : checked.issue).toStrictEqual(
    expected.success ? expected.output : expected.issues[0],
  );
  return expected.success;
}

test("whatever a request brings is checked as its schema has it", () => {
  for (const { input: schema } of Object.values<Command>(COMMANDS)) {
    const names = Object.keys(schema.entries);
    const key = fc.oneof(
      { arbitrary: fc.constantFrom("cmd", ...names), weight: 3 },
      fc.constantFrom(...STRANGE),
    );
    // Half of them begin as one that passes, so that not all are refused for the same field.
    const needed = Object.entries(schema.entries).filter(([, entry]) => !v.is(entry, undefined));
    const passing = needed.map(([name, entry]): [string, unknown] => [
      name,
      VALUES.find((value) => v.is(entry, value)),
    ]);
    const first = fc.constantFrom([], passing);
    const rest = fc.array(fc.tuple(key, fc.constantFrom<unknown>(...VALUES)), { maxLength: 5 });
    let [taken, refused] = [0, 0];
    const property = fc.property(first, rest, (begun, given) => {
      if (agrees(schema, Object.fromEntries([...begun, ...given]))) taken += 1;
      else refused += 1;
    });
    fc.assert(property, { numRuns: 1500 });
    expect(taken).toBeGreaterThan(10);
    expect(names.length === 0 || refused > 0).toBe(true);
  }
});

test("each field is checked by itself too", () => {
  for (const { input: schema } of Object.values<Command>(COMMANDS)) {
    for (const name of Object.keys(schema.entries)) {
      for (const value of VALUES) agrees(schema, { session_id: "a1", [name]: value });
    }
  }
});

test("what a schema puts in the place of a field that is missing is there", () => {
  const schema = v.object({
    own: v.optional(v.string(), "default"),
    nullish: v.nullish(v.string()),
    exact: v.exactOptional(v.string()),
    fallback: v.fallback(v.optional(v.string()), "fallback"),
    wrapped: v.pipe(v.optional(v.number(), 7), v.description("seven")),
  });
  for (const input of [{}, { own: "a" }, { nullish: null }, { exact: "a" }, { fallback: 3 }]) {
    expect(agrees(schema, input)).toBe(true);
  }
});

test("a field that anything may stand in is still missed when it is not there", () => {
  expect(agrees(v.object({ any: v.unknown() }), {})).toBe(false);
  expect(agrees(v.object({ any: v.unknown() }), { any: undefined })).toBe(true);
});

test("of several fields that are wrong the schema's first is told, not the sender's", () => {
  expect(agrees(COMMANDS.SET.input, { priority: -1, status: "idle", session_id: 7 })).toBe(false);
});
