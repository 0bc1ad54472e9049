// A question that an agent asks where the hub can't look: a process beside its hook follows the agent's record.
import { expect, setDefaultTimeout, test } from "bun:test";
import * as fs from "node:fs";
import { createReading } from "../../src/cli/hook-record.ts";
import { findProcess } from "../../src/host/process.ts";
import { type FakeAgent, startAgent } from "../signals/agent.ts";
import { becomes, payload, statuses, tool } from "../signals/payloads.ts";
import { PROGRAM } from "../support/paths.ts";
import { type Sandbox, sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS, until } from "../support/until.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const canRename = Bun.spawnSync(["unshare", "--uts", "hostname", "far"]).success;

/** An agent that says it runs on another machine, at work. */
async function farAgent(box: Sandbox): Promise<FakeAgent> {
  await box.daemon();
  const far = `${box.folder}/far`;
  const shell = `sh -c 'hostname far-machine; exec "$0" "$@"' '${PROGRAM}' "$@"`;
  fs.writeFileSync(far, `#!/bin/sh\nexec unshare --uts ${shell}\n`, { mode: 0o755 });
  const agent = await startAgent(box, { program: far });
  await agent.hook(payload("UserPromptSubmit"));
  return agent;
}

function record({ pid }: FakeAgent, box: Sandbox, status: string, statusUpdatedAt = Date.now()) {
  const folder = `${box.folder}/home/.claude/sessions`;
  fs.mkdirSync(folder, { recursive: true });
  const facts = { pid, sessionId: "s1", procStart: findProcess(pid)?.start };
  const text = JSON.stringify({ ...facts, status, statusUpdatedAt });
  fs.writeFileSync(`${folder}/${pid}.json.new`, text);
  fs.renameSync(`${folder}/${pid}.json.new`, `${folder}/${pid}.json`);
}

async function ask(agent: FakeAgent, box: Sandbox, command: string): Promise<void> {
  record(agent, box, "busy", Date.now() - 1000);
  await agent.hook(tool("PreToolUse", command));
  await agent.hook(tool("PermissionRequest", command));
  record(agent, box, "waiting");
  expect(await statuses(box)).toEqual({ s1: "question permission" });
}

/** The processes that follow a record in the sandbox. */
function following(box: Sandbox): string[] {
  return fs.readdirSync("/proc").filter((pid) => {
    try {
      const words = fs.readFileSync(`/proc/${pid}/cmdline`, "utf8");
      return words.includes("--record") && environmentOf(pid).includes(box.folder);
    } catch {
      return false; // no process, or gone by now
    }
  });
}

const environmentOf = (pid: string) => fs.readFileSync(`/proc/${pid}/environ`, "utf8");

test.skipIf(!canRename)("a permission is granted there, and no hook tells of that", async () => {
  using box = sandbox();
  const agent = await farAgent(box);
  await ask(agent, box, "rm x");
  record(agent, box, "busy");
  await becomes(box, "s1", "working null");
  await until(() => following(box).length === 0, "nobody to follow the record any more");
});

test.skipIf(!canRename)("a permission is turned down there, and ends the turn", async () => {
  using box = sandbox();
  const agent = await farAgent(box);
  await ask(agent, box, "rm x");
  record(agent, box, "idle");
  await becomes(box, "s1", "attention interrupted");
});

test.skipIf(!canRename)("whoever follows the record leaves with its agent", async () => {
  using box = sandbox();
  const agent = await farAgent(box);
  await ask(agent, box, "rm x");
  await until(() => following(box).length === 1, "somebody to follow the record");
  agent.kill();
  await until(() => following(box).length === 0, "nobody to follow the record any more");
});

test("where the hub looks itself, nobody follows the record beside it", async () => {
  using box = sandbox();
  await box.daemon();
  const agent = await startAgent(box);
  await agent.hook(payload("UserPromptSubmit"));
  await ask(agent, box, "rm x");
  expect(following(box)).toEqual([]);
});

test("a dialog in the place of another tells that the first one was answered", () => {
  const read = createReading(1000);
  expect(read({ status: "busy", statusMs: 900 }, 1005)).toBe("asked");
  expect(read({ status: "waiting", statusMs: 1010 }, 1015)).toBe("asked");
  expect(read({ status: "waiting", statusMs: 1010 }, 2500)).toBe("asked");
  expect(read({ status: "waiting", statusMs: 3000 }, 3005)).toBe("answered");
});

test("what never showed a dialog was decided by somebody else's hook", () => {
  const word = { status: "busy", statusMs: 900 } as const;
  expect(createReading(1000)({ ...word, tellsDialogs: true }, 2400)).toBe("asked");
  expect(createReading(1000)({ ...word, tellsDialogs: true }, 2600)).toBe("answered");
  expect(createReading(1000)(word, 2600)).toBe("asked");
});

test("a dialog behind another one is open until none is left", () => {
  const read = createReading(1000);
  expect(read({ status: "waiting", statusMs: 500 }, 1005)).toBe("asked");
  expect(read({ status: "busy", statusMs: 4000 }, 4005)).toBe("answered");
});
