import { expect, test } from "bun:test";
import * as fs from "node:fs";
import { waitingIn } from "../../../src/daemon/evidence/queue-evidence.ts";
import { Store } from "../../../src/daemon/sessions/store.ts";
import type { Report } from "../../../src/protocol/session.ts";
import { observing } from "../../support/observing.ts";
import { evidence } from "../../support/report.ts";
import { type Sandbox, sandbox } from "../../support/sandbox.ts";

const INTERRUPTED = [{ type: "text", text: "[Request interrupted by user]" }];

/** A session at work, whose agent writes down what is queued (as Claude Code 2.1.332). */
function queueing(box: Sandbox) {
  const path = `${box.folder}/s1.jsonl`;
  const fromMs = Date.now() - 10_000;
  const store = new Store();
  const observer = observing(store, () => null);
  const tell = (ms: number, more: Omit<Report, "session_id">) => {
    const about = { agent_type: "claudecode", transcript: path, ...more };
    const report = evidence("s1", fromMs + ms, about);
    store.set(observer.verify(report, fromMs + ms), fromMs + ms);
  };
  const write = (ms: number, entry: object) => {
    const timestamp = new Date(fromMs + ms).toISOString();
    fs.appendFileSync(path, `${JSON.stringify({ ...entry, timestamp })}\n`);
  };
  fs.writeFileSync(path, "");
  tell(0, { status: "working", queues: true });
  return {
    tell,
    prompts: (ms: number) => tell(ms, { status: "working", queues: true }),
    ends: (ms: number) => tell(ms, { status: "attention", reason: "turn_done" }),
    /** Its person breaks the turn off, which no hook tells. */
    interrupts: (ms: number) => write(ms, { type: "user", message: { content: INTERRUPTED } }),
    writes(ms: number, operation: string, bytesAfter = 0) {
      write(ms, { type: "queue-operation", operation });
      if (bytesAfter > 0) write(ms, { type: "attachment", text: "x".repeat(bytesAfter) });
      observer.lookAtFile(box.folder, "s1.jsonl", fromMs + ms + 160);
      store.showDue(fromMs + ms + 170);
    },
    /** What shows so long after the beginning. */
    shown(ms: number) {
      store.showDue(fromMs + ms);
      return store.get("s1").status;
    },
  };
}

test("the end of a turn is not shown where a command is queued that no hook tells of", () => {
  using box = sandbox();
  const { tell, ends, writes, shown } = queueing(box);
  writes(1000, "enqueue");
  ends(4000);
  expect(shown(4100)).toBe("working");
  tell(4200, { status: "working", reason: "compacting" });
  writes(4200, "dequeue");
  expect(shown(9000)).toBe("working");
  ends(9500);
  expect(shown(9500)).toBe("attention");
});

test("a turn that took in a queued prompt is over when it ends", () => {
  using box = sandbox();
  const { prompts, ends, writes, shown } = queueing(box);
  prompts(1000);
  writes(1200, "enqueue");
  // All that its model is told with it follows.
  writes(2000, "remove", 64_000);
  ends(4000);
  expect(shown(4000)).toBe("attention");
});

test("a turn whose last prompt was taken in, or back, as it ended is over once that is written", () => {
  for (const operation of ["remove", "popAll"]) {
    using box = sandbox();
    const { prompts, ends, writes, shown } = queueing(box);
    prompts(1000);
    writes(1200, "enqueue");
    ends(4000);
    expect(shown(4100)).toBe("working");
    writes(4100, operation);
    expect(shown(4300)).toBe("attention");
  }
});

test("a queued prompt that begins its own turn shows no end of the one before", () => {
  using box = sandbox();
  const { prompts, ends, writes, shown } = queueing(box);
  prompts(1000);
  writes(1200, "enqueue");
  ends(4000);
  writes(4100, "dequeue");
  expect(shown(9000)).toBe("working");
});

test("of two queued prompts that begin one turn none is left", () => {
  using box = sandbox();
  const { prompts, ends, writes, shown } = queueing(box);
  for (const ms of [1000, 1500]) {
    prompts(ms);
    writes(ms + 100, "enqueue");
  }
  ends(4000);
  writes(4100, "dequeue");
  writes(4101, "dequeue");
  ends(6000);
  expect(shown(6000)).toBe("attention");
});

test("a turn that was broken off with a prompt queued goes on as that one's", () => {
  using box = sandbox();
  const { prompts, interrupts, writes, shown } = queueing(box);
  prompts(1000);
  writes(1200, "enqueue");
  interrupts(4000);
  writes(4070, "dequeue");
  expect(shown(4500)).toBe("working");
});

test("a prompt counts as queued until the file says otherwise", () => {
  using box = sandbox();
  const { prompts, ends, writes, shown } = queueing(box);
  writes(500, "enqueue");
  writes(600, "remove");
  prompts(1000);
  ends(1100);
  expect(shown(1200)).toBe("working");
});

test("what waits is known only where the file has the whole of it", () => {
  const step = (kind: "put" | "taken" | "begins" | "emptied", atMs: number) => ({ kind, atMs });
  expect(waitingIn([step("put", 5), step("put", 6), step("taken", 7)], 1, false)).toBe(1);
  expect(waitingIn([step("put", 5), step("put", 6), step("emptied", 7)], 1, false)).toBe(0);
  expect(waitingIn([step("put", 5), step("begins", 7), step("put", 8)], 6, false)).toBe(1);
  expect(waitingIn([step("taken", 7), step("put", 8)], 1, true)).toBeUndefined();
  expect(waitingIn([step("taken", 7)], 1, false)).toBeUndefined();
  expect(waitingIn([], 1, false)).toBeUndefined();
});
