import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { MAX_MESSAGE_LENGTH } from "../../src/protocol/fields.ts";
import { describeIssue } from "../../src/protocol/request.ts";
import { Report } from "../../src/protocol/session.ts";
import { displayName } from "../../src/protocol/text.ts";

const LONG = "x".repeat(257);

/** What is said of a report with this one field; undefined when it is taken. */
function complaint(field: string, value: unknown): string | undefined {
  const report: Record<string, unknown> = { session_id: "a", status: "working", [field]: value };
  const checked = v.safeParse(Report, report);
  return checked.success ? undefined : describeIssue(checked.issues[0]);
}

function checked(report: Record<string, unknown>) {
  return v.parse(Report, { session_id: "a", ...report });
}

// Field -> values that are refused, and the words that say what was expected.
const REFUSED: [field: string, expected: string, ...values: unknown[]][] = [
  ["session_id", "expected 1 to 256 characters", "", LONG, "a\nb", "a\u001b", "\ud800"],
  ["session_id", "expected a string", 1, null, {}, []],
  ["working_dir", "expected", 7, `/${"x".repeat(4096)}`],
  ["working_dir", "expected a string", 1, {}],
  ["priority", "expected a whole number from 0", -1, 1.5, "1", null],
  ["agent_type", "expected 1 to 32 of a-z, 0-9, _ and -", "", "Codex", "a b", "x".repeat(33)],
  ["agent_type", "expected a string", 1, null],
  ["reason", "expected 1 to 32 of a-z, 0-9 and _", "", "Turn done", "x".repeat(33)],
  ["reason", "expected a string", 7],
  ["message", "expected a string", 7, {}, []],
  ["pid", "expected a whole number from 1 to 2147483647", 0, -1, 1.5, 2 ** 31, "1"],
  ["pid_start", "expected", "", 1, LONG, "a\nb"],
  ["pid_space", "expected", "", 1, LONG],
  ["host", "expected", "", 1, LONG],
  ["transcript", "expected an absolute path", "a.jsonl", "~/a.jsonl"],
  ["registry", "expected an absolute path", "sessions"],
  ["parent_id", "expected", "", 1, LONG],
  ["background", "expected a whole number from 0 to 10000", -1, 10_001, null],
  ["terminal", "expected an object of strings", 1, "x", [], ["x"]],
  ["terminal", "expected a string", { tmux: 1 }],
  ["terminal", "expected keys of a-z, 0-9 and _", { "a b": "x" }, { TMUX: "x" }],
  ["terminal", "expected at most 512 characters", { tmux: "x".repeat(513) }, { tmux: "\u001b" }],
  [
    "terminal",
    "expected at most 32 entries",
    Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`k${i}`, ""])),
  ],
  ["title", "expected a string", 1],
  ["at_ms", "expected a whole number from 0", -1, 0.5, "now"],
  ["source", "expected command, hook, registry, transcript or process", "x", 1],
  ["event", "expected", "", LONG, 1],
  ["asks", "expected", "", LONG, 1],
  ["call", "expected", "", LONG, 1],
  ["settles_others", "expected true or false", 1],
  ["hold_ms", "expected a whole number from 0 to 5000", -1, 5001],
  ["answers", "expected", "", LONG, 1],
  ["continues", "expected true or false", 1],
  ["queues", "expected true or false", "true"],
  ["turn", "expected", "", 1, LONG],
  ["reminder", "expected true or false", 0],
  ["unless_background", "expected true or false", null],
  ["subagent_start", "expected", "", LONG],
  ["subagent_stop", "expected", "", LONG],
  ["replaces", "expected", "", LONG],
  ["replaces_pid", "expected true or false", 1, "true"],
  ["ancestors", "expected a whole number from 1", [0], ["1"]],
  ["ancestors", "expected at most 64 process ids", Array.from({ length: 65 }, () => 1)],
  ["report_id", "expected", "", 1, LONG],
  ["replayed", "expected true or false", 0],
];

describe("a report's field", () => {
  for (const [field, expected, ...values] of REFUSED) {
    test(`${field} that is wrong is refused by its name: ${expected}`, () => {
      for (const value of values) {
        const said = complaint(field, value);
        expect(said).toStartWith(`${field}`);
        expect(said).toContain(expected);
        expect(said).toContain(", got ");
        expect(said?.length).toBeLessThan(250);
      }
    });
  }

  test("has its refusals tested, each of them", () => {
    const tested = new Set([...REFUSED.map(([field]) => field), "status", "only_from"]);
    expect(Object.keys(Report.entries).filter((field) => !tested.has(field))).toEqual([]);
  });

  test("status that is none is refused in the words of version 1", () => {
    const expected = "(expected: working, attention, question, closed)";
    expect(complaint("status", "busy")).toBe(`invalid status: busy ${expected}`);
    expect(complaint("status", "Busy")).toBe(`invalid status: Busy ${expected}`);
    expect(complaint("only_from", ["working", "busy"])).toBe(`invalid status: busy ${expected}`);
  });

  test("takes its extreme values", () => {
    expect(complaint("session_id", "x".repeat(256))).toBeUndefined();
    expect(complaint("session_id", "with spaces/ünd:more 🦊")).toBeUndefined();
    expect(complaint("priority", Number.MAX_SAFE_INTEGER)).toBeUndefined();
    expect(complaint("pid", 2 ** 31 - 1)).toBeUndefined();
    expect(complaint("hold_ms", 5000)).toBeUndefined();
    expect(complaint("working_dir", "C:\\work")).toBeUndefined();
    expect(complaint("working_dir", null)).toBeUndefined();
  });
});

describe("a report", () => {
  test("takes an empty working_dir for unknown", () => {
    expect(checked({ working_dir: "" }).working_dir).toBeNull();
  });

  test("takes a status in any case, a relative folder for none, and a priority past what is exact", () => {
    expect(checked({ status: "Working" }).status).toBe("working");
    expect(checked({ working_dir: "." }).working_dir).toBeUndefined();
    expect(checked({ working_dir: "~/a" }).working_dir).toBeUndefined();
    expect(checked({ priority: 2 ** 64 }).priority).toBe(Number.MAX_SAFE_INTEGER);
  });

  test("keeps a message to one safe line of limited length", () => {
    expect(checked({ message: "a\n\u001b[31mb" }).message).toBe("a [31mb");
    expect(checked({ message: " \n " }).message).toBeNull();
    expect(checked({ message: "x".repeat(5000) }).message?.length).toBe(MAX_MESSAGE_LENGTH);
  });

  test("drops the keys nobody knows", () => {
    expect(checked({ hat: 1 })).toEqual({ session_id: "a" });
  });
});

test("a session is called by its folder's last component, or unknown", () => {
  expect(displayName("/home/me/project")).toBe("project");
  expect(displayName("/home/me/project/")).toBe("project");
  expect(displayName("C:\\work\\thing")).toBe("thing");
  expect(displayName("/")).toBe("unknown");
  expect(displayName(null)).toBe("unknown");
  expect(displayName("/a/\u001b[31m")).toBe("[31m");
});
