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
