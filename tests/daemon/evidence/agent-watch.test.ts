import { expect, test } from "bun:test";
import * as fs from "node:fs";
import { records } from "../../../src/agents/claude/records.ts";
import { createAgentWatch } from "../../../src/daemon/evidence/agent-watch.ts";
import { createObserver } from "../../../src/daemon/evidence/observer.ts";
import { createRegistry } from "../../../src/daemon/evidence/registry.ts";
import { createTranscripts } from "../../../src/daemon/evidence/transcript.ts";
import { Store } from "../../../src/daemon/sessions/store.ts";
import { createExits } from "../../../src/host/exits.ts";
import { watchFolder } from "../../../src/host/folder-watch.ts";
import { openLibc } from "../../../src/host/libc.ts";
import { findProcess, pidSpace, processTable } from "../../../src/host/process.ts";
import { evidence } from "../../support/report.ts";
import { type Sandbox, sandbox } from "../../support/sandbox.ts";
import { until } from "../../support/until.ts";

/** A store whose agents the kernel tells of; nothing else ever looks at them. */
function watching(box: Sandbox) {
  const store = new Store();
  const known = new Map([["claudecode", records]]);
  const folder = `${box.folder}/sessions`;
  fs.mkdirSync(folder);
  const observer = createObserver({
    ...{ store, hostName: "h", pidSpace: pidSpace(), find: findProcess, table: processTable },
    mayNotAnswer: () => false,
    registry: createRegistry([{ agentType: "claudecode", folder }], known),
    transcripts: createTranscripts(known),
    terminalChild: () => null,
    commands: () => [],
    terminalOf: () => null,
    hooks: () => [],
    startedMs: 0,
  });
  const watch = createAgentWatch({
    ...{ store, observer, watchFolder, isAble: true, takeSpool() {} },
    watchKeys: () => ({ add() {}, remove() {} }),
    exits: createExits(openLibc()),
    maxProcesses: 512,
    update(change) {
      change(Date.now());
      for (const done of store.takeChanges()) watch.note(done);
    },
  });
  const process = Bun.spawn(["sleep", "600"]);
  const start = findProcess(process.pid)?.start ?? "";
  const tell = (more: object) => {
    const report = evidence("s1", Date.now(), { pid: process.pid, pid_start: start, ...more });
    store.set(observer.verify(report, Date.now()), Date.now());
    for (const done of store.takeChanges()) watch.note(done);
  };
  const record = (status: string, more: object = {}) => {
    // After the hook before it, also within the same millisecond.
    const times = { statusUpdatedAt: Date.now() + 1, startedAt: Date.now() - 1000 };
    const facts = { pid: process.pid, sessionId: "s1", procStart: start, cwd: "/w", status };
    fs.writeFileSync(`${folder}/new`, JSON.stringify({ ...facts, ...times, ...more }));
    fs.renameSync(`${folder}/new`, `${folder}/${process.pid}.json`);
  };
  const becomes = (expected: string) =>
    until(
      () => {
        const state = store.find("s1");
        return `${state?.status} ${state?.reason}` === expected;
      },
      `s1 to be ${expected}`,
      () => store.find("s1"),
    );
  const close = () => {
    watch.follow(false);
    process.kill("SIGKILL");
  };
  return { store, watch, process, tell, record, becomes, [Symbol.dispose]: close };
}

const isLinux = process.platform === "linux";

test.if(isLinux)("what happened while a re-exec had nobody watch is found after it", async () => {
  using box = sandbox();
  using agent = watching(box);
  agent.tell({ status: "working", reason: null });
  agent.record("idle");
  agent.watch.follow(true);
  agent.watch.lookAfterStart();
  await agent.becomes("attention interrupted");
});

test.if(isLinux)("while somebody is told, a death is, though nobody looks", async () => {
  using box = sandbox();
  using agent = watching(box);
  agent.watch.follow(true);
  agent.tell({ status: "working" });
  expect(agent.watch.isComplete).toBe(true);
  agent.process.kill("SIGKILL");
  await agent.becomes("closed process_exited");
});

test.if(isLinux)(
  "an agent that was known before anybody was told is watched from then on",
  async () => {
    using box = sandbox();
    using agent = watching(box);
    agent.tell({ status: "working" });
    agent.watch.follow(true);
    agent.process.kill("SIGKILL");
    await agent.becomes("closed process_exited");
  },
);

test.if(isLinux)(
  "what changed before anybody was told shows without a further change",
  async () => {
    using box = sandbox();
    using agent = watching(box);
    agent.tell({ status: "working" });
    agent.process.kill("SIGSTOP");
    agent.watch.follow(true);
    await agent.becomes("attention stopped");
  },
);

test.if(isLinux)(
  "what an agent's record says by now is told: a grant, a dialog, the end",
  async () => {
    using box = sandbox();
    using agent = watching(box);
    agent.watch.follow(true);
    agent.tell({ status: "question", reason: "permission", message: "Bash: make", asks: "main:x" });
    agent.record("busy");
    await agent.becomes("working null");
    agent.record("waiting", { waitingFor: "permission prompt" });
    await agent.becomes("question permission");
    agent.record("idle");
    await agent.becomes("attention interrupted");
  },
);

test.if(isLinux)(
  "a dialog that the record shows asks, though a later hook told of work",
  async () => {
    using box = sandbox();
    using agent = watching(box);
    agent.record("waiting", {
      waitingFor: "permission prompt",
      statusUpdatedAt: Date.now() - 5000,
    });
    agent.tell({ status: "working", message: "Bash: make" });
    agent.watch.follow(true);
    fs.utimesSync(`${box.folder}/sessions/${agent.process.pid}.json`, new Date(), new Date());
    await agent.becomes("question permission");
    expect(agent.store.find("s1")?.message).toBe("Bash: make");
  },
);

test.if(isLinux)(
  "a permission that somebody else's hook decides is none, though no file of the agent changes",
  async () => {
    using box = sandbox();
    using agent = watching(box);
    agent.watch.follow(true);
    agent.record("busy", {
      ...{ statusUpdatedAt: Date.now() - 5000, version: "2.1.332" },
      ...{ kind: "interactive", entrypoint: "cli" },
    });
    agent.tell({ status: "question", reason: "permission", asks: "agent:a:x" });
    await agent.becomes("working null");
  },
);

test("whatever an agent reports, its record is heard first of what it asked before", () => {
  using box = sandbox();
  using agent = watching(box);
  const nowMs = Date.now();
  agent.tell({ status: "question", reason: "permission", asks: "main:x", at_ms: nowMs - 1000 });
  agent.record("busy", { statusUpdatedAt: nowMs - 500 });
  agent.tell({ event: "PreToolUse" });
  expect(agent.store.find("s1")).toMatchObject({ status: "working", sinceMs: nowMs - 500 });
});

test("while nobody is told nothing is held, and nothing looks", async () => {
  using box = sandbox();
  using agent = watching(box);
  agent.watch.follow(true);
  agent.tell({ status: "working" });
  expect(agent.store.find("s1")?.isWatched).toBe(isLinux);
  agent.watch.follow(false);
  expect(agent.store.find("s1")?.isWatched).toBe(false);
  expect(agent.watch.isComplete).toBe(false);
});

test("where the system watches no more folders, the timer looks again", () => {
  using box = sandbox();
  const store = new Store();
  const observer = {
    ...createObserver({
      ...{ store, hostName: "h", pidSpace: null, find: () => null, table: () => () => null },
      mayNotAnswer: () => false,
      registry: createRegistry([], new Map()),
      transcripts: createTranscripts(new Map()),
      terminalChild: () => null,
      commands: () => [],
      terminalOf: () => null,
      hooks: () => [],
      startedMs: 0,
    }),
    registryFolders: () => [box.folder],
  };
  const watch = createAgentWatch({
    ...{
      store,
      observer,
      isAble: true,
      takeSpool() {},
      exits: createExits(null),
      maxProcesses: 1,
      update() {},
    },
    watchKeys: () => ({ add() {}, remove() {} }),
    watchFolder(_, events) {
      events.onRefused();
      return { close() {} };
    },
  });
  watch.follow(true);
  expect(watch.isComplete).toBe(false);
  expect(watch.gap).toBe("the system watches no more folders for this user");
});
