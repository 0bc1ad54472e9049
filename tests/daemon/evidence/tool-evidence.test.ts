import { expect, test } from "bun:test";
import { firstWord } from "../../../src/daemon/evidence/shell-word.ts";
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

/** Dialogs of an agent that are up at once, and what is asked after looks at what its shells run. */
function asked(messages: readonly string[], ...lines: readonly [line: string, beganMs: number][]) {
  const store = new Store();
  const process = { pid: 7, parentPid: 1, groupPid: 7, name: "a", start: "x" };
  const running = { ...process, isZombie: false, isStopped: false, hasTerminal: true };
  const commands = () => lines.map(([line, ms], at) => ({ pid: 70 + at, line, beganMs: NOW + ms }));
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
  for (const [at, message] of messages.entries()) {
    tell(at, { ...asks, asks: `agent:${at}:tool`, message });
  }
  for (const ms of [5000, 6000]) observer.lookAt("s1", NOW + ms);
  const { status, reason, questions } = store.get("s1");
  return { is: `${status}/${reason}`, left: questions.map(({ message }) => message) };
}
const shell = (command: string) =>
  `/bin/bash -c source x.sh && eval '${command}' < /dev/null && pwd`;
const FIRST = "Bash: touch 'a b' && sleep 9";
const SECOND = "Bash: touch 'a b'";
const RUNS_FIRST = shell(`touch '"'"'a b'"'"' && sleep 9`);
const RUNS_SECOND = shell(`touch '"'"'a b'"'"'`);

test("of two dialogs at once the one whose command runs was granted", () => {
  const two = [FIRST, SECOND];
  expect(asked(two)).toEqual({ is: "question/permission", left: two });
  expect(asked(two, [RUNS_FIRST, 500])).toEqual({ is: "question/permission", left: [SECOND] });
  expect(asked(two, [RUNS_SECOND, 500])).toEqual({ is: "question/permission", left: [FIRST] });
  const both = asked(two, [RUNS_FIRST, 500], [RUNS_SECOND, 900]);
  expect(both).toEqual({ is: "working/background", left: [] });
});

test("a command that runs answers one question, though another is the same or begins as it does", () => {
  expect(asked([FIRST, FIRST], [RUNS_FIRST, 500]).left).toHaveLength(1);
  expect(asked([SECOND], [RUNS_FIRST, 500]).left).toHaveLength(1);
});

test("of a command of several lines, or a long one, the message has the beginning", () => {
  expect(asked(["Bash: make"], [shell("\nmake\nmake test"), 500]).left).toEqual([]);
  expect(asked(["Bash: make aaa…"], [shell("make aaaaaa"), 500]).left).toEqual([]);
  expect(asked(["Bash: make"], [shell("make aaaaaa"), 500]).left).toHaveLength(1);
});

test("a command that ran before it was asked about, and another one, grant nothing", () => {
  for (const [line, ms] of [
    [RUNS_FIRST, -500],
    [shell("make"), 500],
    ["touch 'a b' && sleep 9", 500],
  ] as const) {
    expect(asked([FIRST], [line, ms]).left).toHaveLength(1);
  }
});

test("the word that a shell evaluates is read as the shell reads it", () => {
  expect(firstWord("ls && pwd")).toBe("ls");
  expect(firstWord(`'a '"'"'b'"'"' $x' < y`)).toBe("a 'b' $x");
  expect(firstWord(`"a \\"b\\" \\n"c\\ d e`)).toBe('a "b" \\nc d');
  expect(firstWord("'cut off")).toBe("'cut off");
});
