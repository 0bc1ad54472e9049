import { expect, test } from "bun:test";
import { AGENTS } from "./agents/table.ts";
import { goalsLine } from "./goals.ts";
import type { Result } from "./suite.ts";
import type { Late } from "./verdict.ts";

const late = (status: string, lateMs: number): Late => ({ status, lateMs });

function ran(scenario: string, ...lateness: Late[]): Result {
  const [agent] = AGENTS;
  if (agent === undefined) throw new Error("no agent");
  const verdict = { kind: "right", lateness } as const;
  return { agent, version: "1", scenario, verdict, tookMs: 0, payloads: [] };
}

test("each goal has its median, and one that is missed is named", () => {
  const started = late("attention/started", 900);
  const results = [
    ran("killed", started, late("working", 500), late("closed/process_exited", 12)),
    ran("esc-stream", started, late("working", 500), late("attention/interrupted", -40)),
    ran("esc-tool", started, late("attention/interrupted", 310)),
    ran("permission-esc", started, late("attention/interrupted", 320)),
    ran("granted", started, late("question/permission", 400), late("working", 200)),
  ];
  expect(goalsLine(results)).toBe("death 12 ms, Esc 310 ms (missed: 300 ms), grant 200 ms");
});

test("nothing is said of what did not run", () => {
  expect(goalsLine([ran("start", late("attention/started", 5))])).toBe("");
});
