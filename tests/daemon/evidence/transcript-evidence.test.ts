import { expect, test } from "bun:test";
import * as fs from "node:fs";
import { Store } from "../../../src/daemon/sessions/store.ts";
import type { Report } from "../../../src/protocol/session.ts";
import { observing } from "../../support/observing.ts";
import { evidence } from "../../support/report.ts";
import { type Sandbox, sandbox } from "../../support/sandbox.ts";

/** A session whose turn has ended while a subagent worked, which has ended since. */
function awaiting(box: Sandbox) {
  const path = `${box.folder}/chat.jsonl`;
  const fromMs = Date.now() - 10_000;
  const store = new Store();
  const observer = observing(store, () => null);
  const tell = (ms: number, more: Omit<Report, "session_id">) => {
    const about = { agent_type: "qwen", transcript: path, ...more };
    const report = evidence("s1", fromMs + ms, about);
    store.set(observer.verify(report, fromMs + ms), fromMs + ms);
  };
  tell(0, { status: "working", queues: true });
  tell(1000, { status: "working", reason: "background", background: 1 });
  tell(1100, { subagent_stop: "x", background: 0 });
  const idle = { status: "attention", reason: "interrupted", hold_ms: 300 } as const;
  return {
    store,
    fromMs,
    tell,
    /** The idle prompt that follows every turn. */
    idle: (ms: number) => tell(ms, { ...idle, continues: true, only_from: ["working"] }),
    /** Its file has a notice of that time by now. */
    reads(ms: number) {
      const timestamp = new Date(fromMs + ms).toISOString();
      const notice = { type: "user", subtype: "notification", timestamp };
      fs.writeFileSync(path, `${JSON.stringify(notice)}\n`);
      observer.lookAtFile(box.folder, "chat.jsonl", Date.now());
    },
  };
}

test("a turn that its agent wrote down late goes on, whatever was said of the one before since", () => {
  using box = sandbox();
  const { store, idle, reads } = awaiting(box);
  idle(2200);
  reads(1300);
  expect(store.get("s1")).toMatchObject({ status: "working", reason: null, heldEnd: null });
});

test("a turn that its agent wrote down late began when the file says", () => {
  using box = sandbox();
  const { store, fromMs, tell, reads } = awaiting(box);
  tell(4000, { status: "attention", reason: "turn_done" });
  reads(6000);
  expect(store.get("s1")).toMatchObject({ status: "working", sinceMs: fromMs + 6000 });
});

test("a turn that was written down after its end is over", () => {
  using box = sandbox();
  const { store, tell, reads } = awaiting(box);
  tell(4000, { status: "attention", reason: "turn_done" });
  reads(1300);
  expect(store.get("s1")).toMatchObject({ status: "attention", reason: "turn_done" });
});

/** Two subagents of a session ask, one after the other. */
function twoAsk(box: Sandbox) {
  const transcript = `${box.folder}/s1.jsonl`;
  const fromMs = Date.now() - 10_000;
  const store = new Store();
  const observer = observing(store, () => null);
  const tell = (ms: number, more: Omit<Report, "session_id">) => {
    const about = { agent_type: "claudecode", transcript, ...more };
    const report = evidence("s1", fromMs + ms, about);
    store.set(observer.verify(report, fromMs + ms), fromMs + ms);
  };
  tell(0, { status: "working", reason: "background", background: 2 });
  for (const [at, name] of ["a1", "a2"].entries()) {
    const asks = `agent:${name}:tool:Bash:${name}`;
    tell(100 + at, { subagent_start: name });
    tell(1000 * (at + 1), { call: `agent:${name}:call:t-${name}`, asks });
    tell(1000 * (at + 1) + 50, { status: "question", reason: "permission", asks, message: name });
  }
  const result = (id: string, more: object = {}) => {
    const message = { content: [{ type: "tool_result", tool_use_id: id }] };
    const timestamp = new Date(fromMs + 5000).toISOString();
    // What its model is told next follows a moment later.
    const next = { type: "attachment", ...more, attachment: "x".repeat(60_000) };
    const said = { type: "assistant", timestamp, ...more, message: { content: [] } };
    const entries = [{ type: "user", timestamp, ...more, message }, next, said];
    return entries.map((one) => `${JSON.stringify(one)}\n`).join("");
  };
  return {
    store,
    /** A tool of the main thread, which was asked about first, has ended. */
    mainEnds() {
      const asks = "main:tool:Bash:m";
      tell(500, { call: "main:call:t-m", asks });
      tell(550, { status: "question", reason: "permission", asks, message: "m" });
      expect(store.get("s1")?.questions).toHaveLength(3);
      fs.writeFileSync(transcript, result("t-m"));
      observer.lookAtFile(box.folder, "s1.jsonl", Date.now());
    },
    observer,
    /** A tool of the subagent of that name has ended; somebody watches, unless nobody does. */
    ends(name: string, isWatched = true) {
      const folder = `${box.folder}/s1/subagents`;
      fs.mkdirSync(folder, { recursive: true });
      const entries = result(`t-${name}`, { isSidechain: true, agentId: name });
      fs.writeFileSync(`${folder}/agent-${name}.jsonl`, entries);
      if (isWatched) observer.lookAtFile(folder, `agent-${name}.jsonl`, Date.now());
    },
  };
}

test("a subagent's tool that has run was granted, and another subagent's question comes to the front", () => {
  using box = sandbox();
  const { store, ends } = twoAsk(box);
  expect(store.get("s1")).toMatchObject({ status: "question", message: "a1" });
  ends("a1");
  expect(store.get("s1")).toMatchObject({ status: "question", message: "a2" });
  expect(store.get("s1")?.questions).toHaveLength(1);
  ends("a2");
  expect(store.get("s1")).toMatchObject({ status: "working", reason: "background" });
});

test("of a tool that has run the file tells, however much the model is told after it", () => {
  using box = sandbox();
  const { store, mainEnds } = twoAsk(box);
  mainEnds();
  const asked = store.get("s1")?.questions.map(({ message }) => message);
  expect(asked).toEqual(["a1", "a2"]);
});

test("a subagent's file is read once, however often somebody asks, until it or the session changes", () => {
  using box = sandbox();
  const { store, observer, ends } = twoAsk(box);
  const path = `${box.folder}/s1/subagents/agent-a1.jsonl`;
  const laterMs = Date.now() + 60_000;
  const shown = () => {
    observer.lookAt("s1", laterMs);
    return store.get("s1")?.message;
  };
  ends("a1", false);
  const { atime, mtime } = fs.statSync(path);
  const whole = fs.readFileSync(path);
  const rewrite = (bytes: Uint8Array) => {
    fs.writeFileSync(path, bytes);
    fs.utimesSync(path, atime, mtime);
  };
  rewrite(new Uint8Array());
  expect(shown()).toBe("a1");
  rewrite(whole);
  expect(shown()).toBe("a1");
  store.touch(store.get("s1"));
  expect(shown()).toBe("a2");
});

test("what a subagent's tool came to while nobody watched is known to whoever asks next", () => {
  using box = sandbox();
  const { store, observer, ends } = twoAsk(box);
  ends("a1", false);
  expect(store.get("s1")).toMatchObject({ message: "a1" });
  observer.sweep(Date.now());
  expect(store.get("s1")).toMatchObject({ status: "question", message: "a2" });
  ends("a2", false);
  observer.lookAt("s1", Date.now());
  expect(store.get("s1")).toMatchObject({ status: "working", reason: "background" });
});
