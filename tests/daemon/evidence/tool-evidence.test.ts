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

/** Two dialogs of an agent at once, and what is asked after a look at what its shells run. */
function asked(...lines: readonly [line: string, beganMs: number][]) {
  const store = new Store();
  const process = { pid: 7, parentPid: 1, groupPid: 7, name: "a", start: "x" };
  const running = { ...process, isZombie: false, isStopped: false, hasTerminal: true };
  const commands = () => lines.map(([line, ms]) => ({ line, beganMs: NOW + ms }));
  const none = () => [];
  const observer = observing(
    store,
    () => running,
    null,
    () => null,
    0,
    none,
    commands,
  );
  const about = { agent_type: "claudecode", pid: 7, pid_start: "x" } as const;
  const tell = (ms: number, more: object) =>
    store.set(evidence("s1", NOW + ms, { ...about, ...more }), NOW + ms);
  tell(-100, { status: "working", reason: "background", background: 1 });
  const asks = { status: "question", reason: "permission" } as const;
  tell(0, { ...asks, asks: "main:tool:Bash:1", message: "Bash: touch 'a b' && sleep 9" });
  tell(10, { ...asks, asks: "agent:x:tool:Bash:2", message: "Bash: touch 'a b'" });
  observer.lookAt("s1", NOW + 5000);
  const { status, reason, questions } = store.get("s1");
  return { is: `${status}/${reason}`, keys: questions.map(({ key }) => key) };
}
const shell = (command: string) =>
  `/bin/bash -c source x.sh && eval '${command}' < /dev/null && pwd`;
const FIRST = shell(`touch '"'"'a b'"'"' && sleep 9`);
const SECOND = shell(`touch '"'"'a b'"'"'`);

test("of two dialogs at once the one whose command runs was granted", () => {
  const [main, other] = ["main:tool:Bash:1", "agent:x:tool:Bash:2"];
  expect(asked()).toEqual({ is: "question/permission", keys: [main, other] });
  expect(asked([FIRST, 500])).toEqual({ is: "question/permission", keys: [other] });
  expect(asked([SECOND, 500])).toEqual({ is: "question/permission", keys: [main] });
  expect(asked([FIRST, 500], [SECOND, 900])).toEqual({ is: "working/background", keys: [] });
});

test("a command that ran before it was asked about, and another one, grant nothing", () => {
  for (const [line, ms] of [
    [FIRST, -500],
    [shell("make"), 500],
    ["touch 'a b' && sleep 9", 500],
  ] as const) {
    expect(asked([line, ms]).keys).toHaveLength(2);
  }
});
