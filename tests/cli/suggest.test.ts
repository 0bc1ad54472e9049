import { describe, expect, test } from "bun:test";
import { nearest, withSuggestion } from "../../src/cli/suggest.ts";

const KNOWN = ["daemon", "status", "stop", "dump", "list", "get", "watch", "set", "rm", "delete"];

describe("the nearest known word", () => {
  test("is found through a slip, a swap of neighbours, or a beginning", () => {
    const slips: Record<string, string> = {
      stauts: "status",
      statsu: "status",
      lst: "list",
      demon: "daemon",
      wach: "watch",
      del: "delete",
      daem: "daemon",
      gte: "get",
    };
    for (const [slip, meant] of Object.entries(slips)) expect(nearest(slip, KNOWN)).toBe(meant);
  });

  test("is none when nothing is near", () => {
    for (const word of ["frobnicate", "", "x", "éé", "constructor"]) {
      expect(nearest(word, KNOWN)).toBeUndefined();
    }
    expect(nearest("set", [])).toBeUndefined();
  });

  test("is asked for only when there is one", () => {
    expect(withSuggestion("unknown command lst", "lst", KNOWN)).toBe(
      "unknown command lst - did you mean list?",
    );
    expect(withSuggestion("unknown command zzz", "zzz", KNOWN)).toBe("unknown command zzz");
  });
});
