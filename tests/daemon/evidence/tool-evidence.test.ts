import { expect, test } from "bun:test";
import { Store } from "../../../src/daemon/sessions/store.ts";
import { observing } from "../../support/observing.ts";
import { evidence } from "../../support/report.ts";

const NOW = 1_700_000_000_000;

/** A session that asked at `NOW`, and what it is after a look at `NOW + 500`. */
function looked(agent_type: string, began: number | null, reason = "permission") {
  const store = new Store();
  const process = { pid: 7, parentPid: 1, groupPid: 7, name: "a", start: "x" };
  const running = { ...process, isZombie: false, isStopped: false, hasTerminal: true };
  const observer = observing(
    store,
    () => running,
    null,
    () => began,
  );
  const asks = { status: "question", reason, asks: "main:notified:1" } as const;
  store.set(evidence("s1", NOW, { ...asks, agent_type, pid: 7, pid_start: "x" }), NOW);
  expect(observer.awaitsTool).toBe(agent_type === "gemini" && reason === "permission");
  observer.lookForTools(NOW + 500);
  return store.get("s1").status;
}

test("a command that runs on a new terminal was granted", () => {
  expect(looked("gemini", NOW + 200)).toBe("working");
});

test("one that ran before it was asked answers nothing, and neither does none", () => {
  expect(looked("gemini", NOW - 200)).toBe("question");
  expect(looked("gemini", null)).toBe("question");
});

test("a question in words is not answered by a command, nor are other agents' permissions", () => {
  expect(looked("gemini", NOW + 200, "question")).toBe("question");
  expect(looked("codex", NOW + 200)).toBe("question");
});
