import { describe, expect, test } from "bun:test";
import { argsOf, COMMON_ARGS, inputOf, JSON_ARG } from "../../src/cli/args.ts";
import { checkArgs } from "../../src/cli/command-line.ts";
import { LIST } from "../../src/cli/flags.ts";
import { ConsoleError } from "../../src/protocol/errors.ts";

const SET = { ...argsOf("SET"), ...JSON_ARG, ...COMMON_ARGS };

function complaint(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof ConsoleError && error.code === "usage") return error.message;
    throw error;
  }
  return "taken";
}

const check = (...rawArgs: string[]) => complaint(() => checkArgs(rawArgs, SET, "set"));

describe("arguments", () => {
  test("come from the command's schema, with its descriptions", () => {
    expect(argsOf("SET")).toMatchObject({
      session_id: { type: "positional", required: true },
      status: { type: "positional", required: false },
      "working-dir": { type: "string", description: expect.stringMatching(/^the folder/) },
      priority: { type: "string" },
    });
    expect(argsOf("LIST")).toEqual({});
  });

  test("that are known are taken in any order and either spelling", () => {
    expect(check("a", "working", "--priority", "1", "--json")).toBe("taken");
    expect(check("--priority=1", "a", "--message=--json", "working")).toBe("taken");
    expect(check("a", "--message", "--json is a flag")).toBe("taken");
    expect(check("a", "--", "--working")).toBe("taken");
  });

  test("that are unknown are refused with the right one named", () => {
    expect(check("a", "--priorty", "1")).toBe("unknown flag --priorty - did you mean --priority?");
    expect(check("a", "--frob=1")).toBe("unknown flag --frob - see agent-console set --help");
    expect(check("a", "-x")).toStartWith("unknown flag -x");
  });

  test("that take a list may be given again, and then mean both", () => {
    const defs = { ...SET, only: { type: "string", valueHint: LIST } } as const;
    const line = ["a", "--only", "x,y", "--json", "--only=z", "--", "--only", "w"];
    const read = checkArgs(line, { ...defs, rest: { type: "positional", valueHint: "…" } }, "set");
    expect(read).toEqual(["--only=x,y,z", "a", "--json", "--", "--only", "w"]);
    for (const empty of ["--only=", "--only=,"]) {
      expect(complaint(() => checkArgs([empty], defs, "set"))).toBe("--only: expected a value");
    }
  });

  test("without their value are refused", () => {
    expect(check("a", "--priority")).toBe("--priority: expected a value");
  });

  test("with an empty value are refused where that can only be a mistake", () => {
    const defs = { ...SET, open: { type: "string", valueHint: "command" } } as const;
    for (const line of [["--open", ""], ["--open="]]) {
      expect(complaint(() => checkArgs(line, defs, "set"))).toBe("--open: expected a value");
    }
    expect(checkArgs(["a", "--message", ""], defs, "set")).toEqual(["a", "--message", ""]);
  });

  test("that take no value are refused with one", () => {
    expect(check("a", "--json=yes")).toBe("--json takes no value");
  });

  test("too many are refused by the first that is too much", () => {
    const said = "unexpected argument: more - usage: agent-console set <session_id> [status]";
    expect(check("a", "working", "more")).toBe(said);
    expect(check("a", "working", "--", "more")).toBe(said);
    expect(check("a", "working", "more", "most", "--message", "x")).toBe(said);
  });
});

describe("a wire command's input", () => {
  test("is built from the arguments, numbers as numbers", () => {
    const args = { session_id: "a", status: "working", priority: "3", "working-dir": "/w" };
    expect(inputOf("SET", args)).toEqual({
      session_id: "a",
      status: "working",
      priority: 3,
      working_dir: "/w",
    });
  });

  test("that is wrong names the field, what was expected and what came", () => {
    const set = (args: Record<string, string>) =>
      complaint(() => inputOf("SET", { session_id: "a", ...args }));
    expect(set({ priority: "high" })).toStartWith("--priority: expected a whole number");
    expect(set({ priority: "high" })).toContain('got "high"');
    expect(set({ priority: "-1" })).toContain("got -1");
    expect(set({ priority: "" })).toContain('got ""');
    expect(set({ status: "busy" })).toBe(
      "invalid status: busy (expected: working, attention, question, closed)",
    );
    expect(set({ session_id: "" })).toStartWith("session_id: expected 1 to 256 characters");
  });

  test("takes a session named like a number as a name", () => {
    expect(inputOf("GET", { session_id: "42" })).toEqual({ session_id: "42" });
  });

  test("takes nothing that the schema does not offer on the command line", () => {
    expect(inputOf("SET", { session_id: "a", pid: "1", json: true })).toEqual({ session_id: "a" });
  });
});
