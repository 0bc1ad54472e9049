import { afterAll, describe, expect, jest, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isOurPlugin, pluginText } from "../../src/install/plugins.ts";
import { until } from "../support/until.ts";
import { createHome, type Home, writeProgram } from "./home.ts";
import { targetNamed } from "./targets.ts";

/** The text of the plugin that is installed for an agent. */
function textOf(name: string, program: string, answers = false): string {
  const [file] = targetNamed(name).files;
  if (file?.kind !== "plugin") throw new Error(`${name} has no plugin`);
  return pluginText(name, file.plugin, program, answers);
}

const folder = mkdtempSync(join(tmpdir(), "ac-plugins-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;

type Handler = (event: unknown, context?: unknown) => unknown;
interface Payload {
  [key: string]: unknown;
}

// Really imports the text, as the agent does.
async function load(
  name: string,
  program: string,
  answers = false,
): Promise<Record<string, Handler>> {
  const file = join(folder, `${name}-${count++}.${name === "opencode" ? "js" : "ts"}`);
  writeFileSync(file, textOf(name, program, answers));
  return import(file);
}

// One line of JSON per call, in the order in which the calls ended.
function recording(home: Home): string {
  writeProgram(home.program, `read -r line; printf '%s\\n' "$line" >> "${home.log}"`);
  return home.program;
}

function received(home: Home): Payload[] {
  if (!existsSync(home.log)) return [];
  const lines = readFileSync(home.log, "utf8").split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line));
}

async function waitFor(home: Home, length: number): Promise<Payload[]> {
  const isThere = () => received(home).length >= length;
  await until(isThere, `${length} calls`, () => received(home));
  return received(home);
}

// A fake agent: remembers the handlers, and runs them.
function createAgent() {
  const handlers = new Map<string, Handler>();
  let dispose = () => {};
  return {
    api: {
      on: (name: string, handler: Handler) => void handlers.set(name, handler),
      onDispose: (handler: () => void) => {
        dispose = handler;
      },
    },
    names: () => [...handlers.keys()],
    emit: (name: string, event: unknown, context?: unknown) => handlers.get(name)?.(event, context),
    dispose: () => dispose(),
  };
}

/** OpenCode's own, for its server inside. */
const CLIENT = { _client: { post: async () => ({ response: { ok: true } }) } };

async function openCode(program: string, answers = false) {
  const plugin = await load("opencode", program, answers);
  // The old loader rejects a module that exports anything else.
  expect(Object.values(plugin).map((value) => typeof value)).toEqual(["function"]);
  const hooks = (await plugin.AgentConsole?.({ directory: "/proj", client: CLIENT })) as {
    event: Handler;
    dispose: () => Promise<void>;
  };
  return {
    ...hooks,
    emit: (type: string, properties: Payload) => hooks.event({ event: { type, properties } }),
  };
}

describe("OpenCode", () => {
  test("state events are piped in order with directory and pid; streaming is not", async () => {
    using home = createHome();
    const { emit } = await openCode(recording(home));
    await emit("session.created", { sessionID: "s1", info: { id: "s1" } });
    await emit("message.part.updated", { sessionID: "s1", part: {} });
    await emit("message.updated", { sessionID: "s1" });
    await emit("file.watcher.updated", {});
    await emit("session.status", { sessionID: "s1", status: { type: "busy" } });
    await emit("session.status", { sessionID: "s1", status: { type: "busy" } });
    await emit("permission.asked", { id: "p", sessionID: "s1", permission: "bash" });
    await emit("session.status", { sessionID: "s1", status: { type: "idle" } });
    const seen = await waitFor(home, 4);
    expect(seen.map((payload) => payload.type)).toEqual([
      "session.created",
      "session.status",
      "permission.asked",
      "session.status",
    ]);
    expect(seen[2]).toEqual({
      type: "permission.asked",
      properties: { id: "p", sessionID: "s1", permission: "bash" },
      directory: "/proj",
      pid: process.pid,
      at_ms: expect.any(Number),
    });
  });

  test("a child session's event names the session at the top", async () => {
    using home = createHome();
    const { emit } = await openCode(recording(home));
    await emit("session.created", { sessionID: "a", info: { id: "a" } });
    await emit("session.updated", { sessionID: "b", info: { id: "b", parentID: "a" } });
    await emit("session.created", { info: { id: "c", parentID: "b" } });
    await emit("permission.asked", { id: "p", sessionID: "c" });
    const seen = await waitFor(home, 3);
    expect(seen.map((payload) => payload.parent)).toEqual([undefined, "a", "a"]);
  });

  test("the message that a message answers is no parent session", async () => {
    using home = createHome();
    const { emit } = await openCode(recording(home));
    await emit("session.status", { sessionID: "s1", status: { type: "busy" } });
    await emit("message.updated", { sessionID: "s1", info: { id: "m2", parentID: "m1" } });
    await emit("session.idle", { sessionID: "s1" });
    const [, end] = await waitFor(home, 2);
    expect(end).toMatchObject({ type: "session.idle", properties: { sessionID: "s1" } });
    expect(end).not.toHaveProperty("parent");
  });

  test("what is said again is piped once", async () => {
    using home = createHome();
    const { emit } = await openCode(recording(home));
    const sessionID = "s1";
    await emit("session.created", { sessionID, info: { id: sessionID, title: "a" } });
    await emit("session.status", { sessionID, status: { type: "busy" } });
    await emit("session.updated", { sessionID, info: { id: sessionID, title: "a" } });
    await emit("session.updated", { sessionID, info: { id: sessionID, title: "b" } });
    await emit("session.error", { sessionID, error: { name: "MessageAbortedError" } });
    await emit("session.status", { sessionID, status: { type: "idle" } });
    await emit("session.idle", { sessionID });
    await emit("session.status", { sessionID, status: { type: "busy" } });
    const seen = await waitFor(home, 5);
    expect(seen.map((payload) => payload.type)).toEqual([
      "session.created",
      "session.status",
      "session.updated",
      "session.error",
      "session.status",
    ]);
  });

  test("an ask without a session goes to the only busy one", async () => {
    using home = createHome();
    const { emit } = await openCode(recording(home));
    await emit("session.status", { sessionID: "s1", status: "busy" });
    await emit("permission.asked", { id: "p" });
    expect((await waitFor(home, 2))[1]).toMatchObject({ session: "s1" });
  });

  test("a refusal is told by the end of the turn that it breaks off, though that comes a second later", async () => {
    using home = createHome();
    const { emit } = await openCode(recording(home));
    jest.useFakeTimers();
    try {
      await emit("session.status", { sessionID: "s1", status: { type: "busy" } });
      await emit("permission.asked", { id: "p", sessionID: "s1", permission: "bash" });
      jest.advanceTimersByTime(500);
      await emit("permission.replied", { sessionID: "s1", requestID: "p", reply: "reject" });
      jest.advanceTimersByTime(1000);
      await emit("session.status", { sessionID: "s1", status: { type: "idle" } });
    } finally {
      jest.useRealTimers();
    }
    const seen = await waitFor(home, 3);
    expect(seen[2]).toMatchObject({ type: "session.status", properties: { broken_off: true } });
  });

  test("a question is held up once it has stood, and none that a rule answers", async () => {
    using home = createHome();
    const { emit } = await openCode(recording(home), true);
    const ask = (id: string) =>
      emit("permission.asked", { id, sessionID: "s1", permission: "bash" });
    jest.useFakeTimers();
    try {
      await ask("ruled");
      jest.advanceTimersByTime(250);
      await emit("permission.replied", { sessionID: "s1", requestID: "ruled", reply: "once" });
      await ask("stands");
      jest.advanceTimersByTime(1000);
    } finally {
      jest.useRealTimers();
    }
    const seen = await waitFor(home, 4);
    const held = seen.filter((payload) => payload.held === true);
    expect(held).toMatchObject([{ properties: { id: "stands" } }]);
    expect(seen).toHaveLength(4);
  });

  test("dispose closes each session seen, once", async () => {
    using home = createHome();
    const { emit, dispose } = await openCode(recording(home));
    await emit("session.idle", { sessionID: "s1" });
    await emit("session.idle", { sessionID: "s2" });
    await emit("server.instance.disposed", { directory: "/proj" });
    await dispose();
    const seen = await waitFor(home, 4);
    const closed = seen.filter((payload) => payload.type === "server.instance.disposed");
    expect(closed.map((payload) => payload.session).sort()).toEqual(["s1", "s2"]);
  });

  test("events of no known shape are survived", async () => {
    using home = createHome();
    const { event, emit } = await openCode(recording(home));
    for (const input of [
      undefined,
      null,
      {},
      { event: null },
      { event: 5 },
      { event: { type: 1 } },
    ]) {
      await event(input);
    }
    await emit("session.idle", { sessionID: "s1" });
    expect(await waitFor(home, 1)).toHaveLength(1);
  });
});

describe("pi", () => {
  const context = { cwd: "/proj", sessionManager: { getSessionId: () => "s1" } };

  test("events are piped with the session, the folder and the small fields", async () => {
    using home = createHome();
    const agent = createAgent();
    (await load("pi", recording(home))).default?.(agent.api);
    agent.emit("session_start", { reason: "startup" }, context);
    agent.emit("agent_start", {}, context);
    agent.emit("ui_prompt_start", { kind: "confirm", title: "Run?" }, context);
    agent.emit("ui_prompt_end", {}, context);
    agent.emit("tool_execution_start", { toolName: "bash" }, context);
    agent.emit("agent_end", { messages: [{ stopReason: "error", errorMessage: "429" }] }, context);
    agent.emit("agent_settled", { aborted: false }, context);
    agent.emit("session_shutdown", { reason: "quit" }, context);
    const seen = await waitFor(home, 6);
    const base = { session_id: "s1", cwd: "/proj", pid: process.pid, at_ms: expect.any(Number) };
    const byEvent = new Map(seen.map((payload) => [payload.event, payload]));
    expect([...byEvent.keys()].sort()).toEqual([
      "agent_settled",
      "agent_start",
      "session_shutdown",
      "session_start",
      "ui_prompt_end",
      "ui_prompt_start",
    ]);
    expect(byEvent.get("session_start")).toEqual({
      event: "session_start",
      ...base,
      reason: "startup",
    });
    expect(byEvent.get("ui_prompt_start")).toMatchObject({ kind: "confirm", title: "Run?" });
    expect(byEvent.get("ui_prompt_end")).toMatchObject({ idle: false });
    expect(byEvent.get("agent_settled")).toMatchObject({ aborted: false, error: "429" });
  });

  test("what is told as it leaves is heard after what is under way", async () => {
    using home = createHome();
    const calls = join(home.path, "calls");
    writeProgram(home.program, `echo "$$ $*" >> "${calls}"; sleep 0.2`);
    const agent = createAgent();
    (await load("pi", home.program)).default?.(agent.api);
    agent.emit("agent_settled", { aborted: false }, context);
    agent.emit("session_shutdown", { reason: "quit" }, context);
    const linesOf = () => readFileSync(calls, { encoding: "utf8", flag: "a+" }).trim().split("\n");
    await until(() => linesOf().length === 2, "both", linesOf);
    const [settled = "", left = ""] = linesOf().sort((a, b) => a.length - b.length);
    const [pid] = settled.split(" ");
    expect(settled).toBe(`${pid} hook pi`);
    expect(left).toEndWith(` hook pi --after ${pid}`);
  });

  test("without agent_settled the end of the turn is told by agent_end", async () => {
    using home = createHome();
    const agent = createAgent();
    (await load("pi", recording(home))).default?.(agent.api);
    agent.emit("agent_end", { messages: [{ stopReason: "aborted" }] }, context);
    expect(await waitFor(home, 1)).toEqual([
      {
        event: "agent_end",
        session_id: "s1",
        cwd: "/proj",
        pid: process.pid,
        at_ms: expect.any(Number),
        final: true,
        aborted: true,
      },
    ]);
  });

  test("handlers return nothing and nothing that alters the agent is registered", async () => {
    using home = createHome();
    const agent = createAgent();
    (await load("pi", recording(home))).default?.(agent.api);
    for (const name of agent.names()) expect(agent.emit(name, {}, context)).toBeUndefined();
    for (const name of ["tool_call", "input", "context", "before_agent_start"]) {
      expect(agent.names()).not.toContain(name);
    }
    await waitFor(home, 1);
  });

  test("a version that knows no such event, and a broken context, are survived", async () => {
    using home = createHome();
    const plugin = await load("pi", recording(home));
    plugin.default?.({
      on: () => {
        throw new Error("unknown event");
      },
    });
    const agent = createAgent();
    plugin.default?.(agent.api);
    const broken = {
      get sessionManager() {
        throw new Error("gone");
      },
    };
    expect(agent.emit("agent_start", {}, broken)).toBeUndefined();
    expect(agent.emit("agent_start", undefined, undefined)).toBeUndefined();
    expect(await waitFor(home, 1)).toMatchObject([{ session_id: `pi-${process.pid}` }]);
  });
});

describe("Amp", () => {
  const event = { thread: { id: "T-1" } };

  test("events are piped with the thread; agent.start answers with an object", async () => {
    using home = createHome();
    const agent = createAgent();
    (await load("amp", recording(home))).default?.(agent.api);
    agent.emit("session.start", event);
    expect(agent.emit("agent.start", { ...event, message: "secret prompt" })).toEqual({});
    expect(agent.emit("tool.result", { ...event, tool: "Bash" })).toBeUndefined();
    expect(agent.emit("agent.end", { ...event, status: "done" })).toBeUndefined();
    await waitFor(home, 3);
    agent.dispose();
    const seen = await waitFor(home, 4);
    expect(seen.map((payload) => payload.event)).toEqual([
      "session.start",
      "agent.start",
      "agent.end",
      "dispose",
    ]);
    expect(seen[2]).toMatchObject({ session_id: "T-1", pid: process.pid, status: "done" });
    expect(JSON.stringify(seen)).not.toContain("secret");
    expect(agent.names()).not.toContain("tool.call");
  });

  test("the first line is the one without which Amp loads no plugin", () => {
    expect(textOf("amp", "/x/agent-console")).toStartWith(
      "// @i-know-the-amp-plugin-api-is-wip-and-very-experimental-right-now\n",
    );
  });
});

describe.each(["opencode", "pi", "amp"] as const)("every plugin: %s", (name) => {
  test("is inert once the program is gone", async () => {
    using home = createHome();
    const gone = join(home.path, "gone/agent-console");
    if (name === "opencode") {
      const { emit, dispose } = await openCode(gone);
      for (let i = 0; i < 5; i += 1) await emit("session.idle", { sessionID: `s${i}` });
      await dispose();
    } else {
      const agent = createAgent();
      (await load(name, gone)).default?.(agent.api);
      for (const event of agent.names()) agent.emit(event, { thread: { id: "T" } });
      agent.dispose();
    }
    await Bun.sleep(50);
  });

  test("a report made in the agent's last moment still arrives", async () => {
    using home = createHome();
    const file = join(home.path, "plugin.ts");
    writeFileSync(file, textOf(name, recording(home)));
    const script = join(home.path, "agent.ts");
    const last = {
      opencode: `const h = await p.AgentConsole({ directory: "/" });
        await h.event({ event: { type: "session.idle", properties: { sessionID: "s" } } }); await h.dispose();`,
      pi: `const h = {}; p.default({ on: (n, f) => { h[n] = f; } }); h.session_shutdown({ reason: "quit" }, {});`,
      amp: `const h = {}; let d; p.default({ on: (n, f) => { h[n] = f; }, onDispose: (f) => { d = f; } });
        h["session.start"]({ thread: { id: "T" } }); d();`,
    };
    writeFileSync(
      script,
      `const p = await import(${JSON.stringify(file)}); ${last[name]} process.exit(0);`,
    );
    const agent = Bun.spawnSync([process.execPath, script], { env: { PATH: "/usr/bin:/bin" } });
    expect(`${agent.stdout}${agent.stderr}`).toBe("");
    await waitFor(home, name === "pi" ? 1 : 2);
  });

  test("is known as ours, by its head alone", () => {
    expect(isOurPlugin(textOf(name, "/x/agent-console"))).toBe(true);
    expect(isOurPlugin('export const AgentConsole = "agent-console";\n')).toBe(false);
  });

  test("is written, kept up to date, and taken away with its folders", async () => {
    using home = createHome();
    const before = home.listing();
    const [change] = await home.install([name]);
    expect(change?.after).toBe(textOf(name, home.program));
    const file = change?.file ?? "";
    // As a release before the hash wrote it.
    const older = readFileSync(file, "utf8").replace(/^\/\/ sha256 .*\n/m, "");
    writeFileSync(file, older.replace("let isSending", "let wasSending"));
    await home.install([name]);
    expect(readFileSync(file, "utf8")).toBe(textOf(name, home.program));
    await home.uninstall();
    expect(home.listing()).toEqual(before);
  });

  test("that its user has edited is neither overwritten nor removed, and is named", async () => {
    using home = createHome();
    const [change] = await home.install([name]);
    const file = change?.file ?? "";
    writeFileSync(file, `${readFileSync(file, "utf8")}// mine\n`);
    const before = home.listing();
    for (const [again] of [await home.install([name]), await home.uninstall()]) {
      expect(again?.problem).toContain(`${file} was edited after it was installed`);
    }
    expect(home.listing()).toEqual(before);
  });

  test("a file of that name that is not ours is left alone", async () => {
    using home = createHome();
    const [change] = await home.install([name]);
    writeFileSync(change?.file ?? "", "// mine\n");
    const before = home.listing();
    const [again] = await home.install([name]);
    expect(again?.problem).toContain("is not ours - move it away to install");
    expect(await home.uninstall()).toEqual([]);
    expect(home.listing()).toEqual(before);
  });
});

test("OpenCode's older folder is used where it is the one in use", async () => {
  using home = createHome();
  home.write(".config/opencode/plugin/mine.js", "");
  const [change] = await home.install(["opencode"]);
  expect(change?.file).toBe(join(home.path, ".config/opencode/plugin/agent-console.js"));
});
