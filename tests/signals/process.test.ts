import { expect, test } from "bun:test";
import { chmodSync, copyFileSync, writeFileSync } from "node:fs";
import { PROGRAM } from "../support/paths.ts";
import { openPty } from "../support/pty.ts";
import { gone, sandbox } from "../support/sandbox.ts";
import { until } from "../support/until.ts";
import type { Frame } from "../support/wire.ts";
import { startAgent } from "./agent.ts";
import { becomes, payload, statuses, tool } from "./payloads.ts";

const LAST_PID = "/proc/sys/kernel/ns_last_pid";

test("a killed agent's session is closed by the first list, though nobody watches", async () => {
  using box = sandbox();
  await box.daemon();
  const agent = await startAgent(box);
  await agent.hook(payload("UserPromptSubmit"));
  expect(await statuses(box)).toEqual({ s1: "working null" });
  agent.kill();
  await gone(agent.pid);
  expect(await statuses(box)).toEqual({ s1: "closed process_exited" });
});

test("a killed agent's session closes before a watcher's eyes, though nobody asks", async () => {
  using box = sandbox();
  await box.daemon();
  const agent = await startAgent(box);
  await agent.hook(payload("UserPromptSubmit"));
  const watcher = await box.connect();
  await watcher.subscribe();
  agent.kill();
  const { session } = await watcher.waitFor("the end", ({ type }) => type === "update", 25_000);
  expect(session).toMatchObject({ status: "closed", reason: "process_exited" });
}, 30_000);

test.if(process.platform === "linux")(
  "an agent that tells why as it leaves has one end, though it is gone before that is heard",
  async () => {
    using box = sandbox();
    await box.daemon();
    const agent = await startAgent(box);
    await agent.hook(payload("UserPromptSubmit"));
    const watcher = await box.connect();
    await watcher.subscribe();
    await agent.hookAndExit(payload("SessionEnd", { reason: "prompt_input_exit" }));
    const { session } = await watcher.waitFor("the end", ({ type }) => type === "update");
    expect(session).toMatchObject({ status: "closed", reason: "ended" });
  },
);

test.if(process.platform === "linux")(
  "an agent whose last words were left in the spool has one end too",
  async () => {
    using box = sandbox();
    await box.daemon();
    const agent = await startAgent(box);
    await agent.hook(payload("UserPromptSubmit"));
    const watcher = await box.connect();
    const { pid } = await watcher.status();
    await watcher.subscribe();
    process.kill(pid, "SIGSTOP");
    await agent.hookAndExit(payload("SessionEnd", { reason: "prompt_input_exit" }));
    process.kill(pid, "SIGCONT");
    const { session } = await watcher.waitFor("the end", ({ type }) => type === "update");
    expect(session).toMatchObject({ status: "closed", reason: "ended" });
  },
);

test("an agent that is stopped is not at work, and is again when it continues", async () => {
  using box = sandbox();
  await box.daemon();
  const agent = await startAgent(box);
  await agent.hook(payload("UserPromptSubmit"));
  process.kill(agent.pid, "SIGSTOP");
  await becomes(box, "s1", "attention stopped");
  process.kill(agent.pid, "SIGCONT");
  await becomes(box, "s1", "working null");
});

test.if(process.platform === "linux")(
  "an agent that is stopped by a key in its terminal is told of, though nobody asks",
  async () => {
    using box = sandbox();
    await box.daemon();
    const watcher = await box.connect();
    await watcher.subscribe();
    const hook = `printf '%s' "$PAYLOAD" | "$PROGRAM" hook claude`;
    const key = "head -c1 >/dev/null";
    const script = `stty raw -echo; ${hook}; ${key}; kill -STOP $$; ${key}; sleep 600`;
    const program = `${box.folder}/claude`;
    copyFileSync("/bin/bash", program);
    chmodSync(program, 0o700);
    const env = { PROGRAM, PAYLOAD: JSON.stringify(payload("UserPromptSubmit")) };
    using agent = openPty(box, [program, "-c", script], env);
    await watcher.waitFor("work", ({ session }) => session?.status === "working");
    agent.write("\x1a");
    const isStopped = ({ session }: Frame) => session?.reason === "stopped";
    await watcher.waitFor("the stop", isStopped);
    agent.signal("SIGCONT");
    agent.write("x");
    const { session } = await watcher.waitFor("work again", (frame) => {
      return frame.session?.status === "working" && frame.session.history.length > 1;
    });
    expect(session.reason).toBeNull();
  },
);

test.if(process.platform === "linux")(
  "an agent that lives on without its terminal is gone for a person",
  async () => {
    using box = sandbox();
    await box.daemon();
    const watcher = await box.connect();
    await watcher.subscribe();
    // Ignores the hang-up, as agents do that mean to end tidily and then don't.
    const hook = `printf '%s' "$PAYLOAD" | "$PROGRAM" hook claude`;
    const script = `trap "" HUP; ${hook}; cat; sleep 600`;
    const program = `${box.folder}/claude`;
    copyFileSync("/bin/bash", program);
    chmodSync(program, 0o700);
    const env = { PROGRAM, PAYLOAD: JSON.stringify(payload("UserPromptSubmit")) };
    using agent = openPty(box, [program, "-c", script], env);
    await watcher.waitFor("work", ({ session }) => session?.status === "working");
    agent.hangUp();
    const { session } = await watcher.waitFor("the end", ({ session }) => session?.closed === true);
    expect(session).toMatchObject({ status: "closed", reason: "terminal_closed" });
    process.kill(agent.pid, 0); // it lives on
  },
);

test.if(process.platform === "linux")(
  "an agent that is left is not taken for one whose terminal was closed, though its launcher is gone first",
  async () => {
    using box = sandbox();
    await box.daemon();
    const watcher = await box.connect();
    await watcher.subscribe();
    const agent = `${box.folder}/cline`;
    copyFileSync("/bin/bash", agent);
    chmodSync(agent, 0o700);
    const hook = `printf '%s' "$PAYLOAD" | "$PROGRAM" hook claude`;
    const env = {
      PROGRAM,
      PAYLOAD: JSON.stringify(payload("UserPromptSubmit")),
      AGENT: `trap "" HUP; ${hook}; sleep 600 >/dev/null; :`,
    };
    const launch = [`"${agent}" -c "$AGENT" & read -r _`];
    using launcher = openPty(box, ["/bin/bash", "-c", ...launch], env);
    const { session } = await watcher.waitFor("work", (frame) => {
      return frame.session?.status === "working";
    });
    launcher.write("\n");
    await launcher.exited();
    const client = await box.connect();
    const [listed] = await client.data({ cmd: "LIST" });
    expect(listed).toMatchObject({ status: "working", pid: session.pid });
    process.kill(session.pid, "SIGKILL");
    const { session: left } = await watcher.waitFor("the end", (frame) => {
      return frame.session?.closed === true;
    });
    expect(left.reason).toBe("process_exited");
  },
);

test("a process that ended and was never reaped is no living agent", async () => {
  using box = sandbox();
  await box.daemon();
  const agent = await startAgent(box, { isForsaken: true });
  await agent.hook(payload("UserPromptSubmit"));
  expect(await statuses(box)).toEqual({ s1: "working null" });
  agent.kill();
  await gone(agent.pid);
  process.kill(agent.pid, 0); // still there, as a zombie
  expect(await statuses(box)).toEqual({ s1: "closed process_exited" });
});

test("a process that has a dead agent's number does not keep its session open", async () => {
  if (!mayChoosePids()) return; // only root may, and only on Linux
  using box = sandbox();
  await box.daemon();
  const agent = await startAgent(box);
  await agent.hook(payload("UserPromptSubmit"));
  agent.kill();
  await gone(agent.pid);
  const heir = await until(async () => {
    writeFileSync(LAST_PID, String(agent.pid - 1));
    const process = box.spawn(["sleep", "600"]);
    return process.pid === agent.pid ? process : null;
  }, "a process of the same number");
  expect(heir.pid).toBe(agent.pid);
  expect(await statuses(box)).toEqual({ s1: "closed process_exited" });
});

test("an agent that ends right after its last hook is not taken for another process", async () => {
  using box = sandbox();
  await box.daemon();
  const agent = await startAgent(box);
  await agent.hook(payload("SessionStart"));
  await agent.hookAndExit(payload("UserPromptSubmit"));
  await gone(agent.pid);
  const all = await until(async () => {
    const seen = await statuses(box);
    return seen.s1?.startsWith("closed") ? seen : null;
  }, "the session to close");
  expect(all).toEqual({ s1: "closed process_exited" });
});

test("an agent inside another is its child, and none of its events are its parent's", async () => {
  using box = sandbox();
  await box.daemon();
  const client = await box.connect();
  const outer = await startAgent(box);
  await outer.hook(payload("UserPromptSubmit", { session_id: "outer" }));
  const inner = await outer.nested("codex", "codex");
  await inner.hook(payload("UserPromptSubmit", { session_id: "inner" }));
  const child = await client.data({ cmd: "GET", session_id: "inner" });
  expect(child).toMatchObject({ parent_id: "outer", agent_type: "codex", pid: inner.pid });
  for (const event of ["PermissionRequest", "PostToolUse", "Stop", "SessionEnd"]) {
    await inner.hook(tool(event, "make", { session_id: "inner" }));
    expect((await statuses(box)).outer).toBe("working null");
  }
  expect(await statuses(box)).toEqual({ outer: "working null", inner: "closed ended" });
});

test("an agent that dies inside another takes only itself along", async () => {
  using box = sandbox();
  await box.daemon();
  const outer = await startAgent(box);
  await outer.hook(payload("UserPromptSubmit", { session_id: "outer" }));
  const inner = await outer.nested("claude", "claude");
  await inner.hook(payload("UserPromptSubmit", { session_id: "inner" }));
  inner.kill();
  await gone(inner.pid);
  expect(await statuses(box)).toEqual({
    outer: "working null",
    inner: "closed process_exited",
  });
});

test("threads of one app server are sessions of their own, and end with it", async () => {
  using box = sandbox();
  await box.daemon();
  const server = await startAgent(box, { name: "codex", adapter: "codex", args: "app-server" });
  await server.hook(payload("SessionStart", { session_id: "t1", source: "startup" }));
  await server.hook(payload("UserPromptSubmit", { session_id: "t1" }));
  await server.hook(payload("SessionStart", { session_id: "t2", source: "clear" }));
  const inner = await server.nested("claude", "claude");
  await inner.hook(payload("UserPromptSubmit", { session_id: "inner" }));
  const client = await box.connect();
  const sessions: Frame[] = await client.data({ cmd: "LIST" });
  const facts = sessions.map((s) => [s.session_id, s.status, s.parent_id, s.terminal]);
  expect(facts).toEqual([
    ["t1", "working", null, null],
    ["t2", "attention", null, null],
    ["inner", "working", null, null],
  ]);
  server.kill();
  await gone(server.pid);
  const { t1, t2 } = await statuses(box);
  expect([t1, t2]).toEqual(["closed process_exited", "closed process_exited"]);
});

test.if(process.platform === "linux")(
  "a session in a server is where its person sits, and ends with that client",
  async () => {
    using box = sandbox();
    await box.daemon();
    const server = await startAgent(box, { name: "codex", adapter: "codex", args: "app-server" });
    const command = [`${box.folder}/codex`, "-c", "read -r line"];
    using client = openPty(box, command, { TMUX: "/t,1,0", TMUX_PANE: "%7" });
    const here = (event: string, session_id: string, more: object = {}) =>
      server.hook(payload(event, { cwd: box.folder, session_id, ...more }));
    await here("UserPromptSubmit", "t1");
    await here("UserPromptSubmit", "other", { cwd: "/" });
    const asking = await box.connect();
    const sessions: Frame[] = await asking.data({ cmd: "LIST" });
    expect(sessions.find((s) => s.session_id === "t1")).toMatchObject({
      pid: client.pid,
      terminal: { tmux_pane: "%7" },
    });
    expect(sessions.find((s) => s.session_id === "other")).toMatchObject({
      pid: server.pid,
      terminal: null,
    });
    await here("SessionStart", "t2", { source: "clear" });
    expect(await statuses(box)).toMatchObject({ t1: "closed replaced", t2: "attention started" });
    client.signal("SIGKILL");
    await client.exited();
    expect(await statuses(box)).toMatchObject({ t2: "closed process_exited" });
    // What the server still does of it brings nobody back.
    await here("Stop", "t2");
    expect(await statuses(box)).toMatchObject({ t2: "closed process_exited" });
    // A prompt does, at a client that is not found.
    await here("UserPromptSubmit", "t2");
    expect(await statuses(box)).toMatchObject({ t2: "working null" });
  },
);

test("a session that was brought back is not closed by the death of its old process", async () => {
  using box = sandbox();
  await box.daemon();
  const client = await box.connect();
  const agent = await startAgent(box);
  await agent.hook(payload("UserPromptSubmit", { cwd: box.folder }));
  agent.kill();
  await gone(agent.pid);
  expect(await statuses(box)).toEqual({ s1: "closed process_exited" });
  await client.data({ cmd: "REOPEN", session_id: "s1" });
  expect(await statuses(box)).toEqual({ s1: "attention reopened" });
});

function mayChoosePids(): boolean {
  try {
    writeFileSync(LAST_PID, String(process.pid));
    return true;
  } catch {
    return false; // not Linux, or not allowed
  }
}
