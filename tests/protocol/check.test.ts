import { expect, test } from "bun:test";
import * as v from "valibot";
import { createCheck } from "../../src/protocol/check.ts";
import { COMMANDS, type Command } from "../../src/protocol/commands.ts";
import { createRandom } from "../faults/random.ts";

/** Values that one field or another takes, cleans or refuses. */
const VALUES = [
  ...["a1", "", "working", "idle", "/home/you", "turn_done", "claudecode", "A b", "\u001b[31m"],
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
  const { below, chance } = createRandom(20261122);
  const pick = <T>(list: readonly T[]) => list[below(list.length)] as T; // none is empty
  for (const { input: schema } of Object.values<Command>(COMMANDS)) {
    const names = Object.keys(schema.entries);
    let taken = 0;
    for (let round = 0; round < 3000; round++) {
      // Half of them begin as one that passes, so that not all are refused for the same field.
      const given: [string, unknown][] = chance(0.5)
        ? names.slice(0, 1).map((name) => [name, "a1"])
        : [];
      for (let fields = below(5); fields > 0; fields--) {
        given.push([pick(chance(0.25) ? STRANGE : [...names, "cmd"]), pick(VALUES)]);
      }
      if (agrees(schema, Object.fromEntries(given))) taken += 1;
    }
    expect(taken).toBeGreaterThan(10);
    expect(names.length === 0 || taken < 3000).toBe(true);
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
