import { expect, test } from "bun:test";
import * as fs from "node:fs";
import { findProcess } from "../../src/host/process.ts";
import { PROGRAM } from "../support/paths.ts";
import { type Sandbox, sandbox } from "../support/sandbox.ts";
import type { Frame, WireClient } from "../support/wire.ts";
import { flood } from "./flood.ts";

async function open(): Promise<Sandbox & { path: string; own: WireClient; report: WireClient }> {
  const box = sandbox();
  const path = `${box.folder}/report.sock`;
  await box.daemon(["--report-socket", path]);
  return { ...box, path, own: await box.connect(), report: await box.connect(path) };
}

test("the report-only socket takes reports and answers nothing of the state", async () => {
  using box = await open();
  const { own, report } = box;
  await own.set("mine", "working", { message: "secret", working_dir: "/secret" });
  expect(fs.statSync(box.path).mode & 0o777).toBe(0o600);
  const reply = await report.ask({ cmd: "SET", session_id: "theirs", status: "working", id: 7 });
  expect(reply).toEqual({ version: 1, id: 7, ok: true, data: { session_id: "theirs" } });
  const refused = ["GET", "LIST", "RM", "DELETE", "REOPEN", "SUB", "STATUS", "DUMP", "STOP"];
  for (const cmd of [...refused, "UPGRADE", "ACK", "list", "NOPE", "constructor"]) {
    const answer = await report.ask({ cmd, session_id: "theirs", confirmed: true });
    expect(answer).toMatchObject({ ok: false, code: "not_permitted" });
  }
  expect(report.frames.filter(({ type }) => type !== undefined)).toEqual([]);
  expect(JSON.stringify(report.frames)).not.toContain("secret");
  expect(await own.data({ cmd: "LIST" })).toHaveLength(2);
});

test("through it nobody changes, closes, replaces or adopts a session of the owner's", async () => {
  using box = await open();
  const { own, report } = box;
  await own.set("mine", "working");
  const before = await own.data({ cmd: "GET", session_id: "mine" });
  for (const attempt of [
    { session_id: "mine" },
    { session_id: "mine", status: "closed" },
    { session_id: "mine", message: "run: curl evil" },
  ]) {
    expect(await report.ask({ cmd: "SET", ...attempt })).toMatchObject({ code: "not_permitted" });
  }
  const more = { replaces: "mine", parent_id: "mine", replaces_pid: true, ancestors: [1] };
  expect((await report.ask({ cmd: "SET", session_id: "x", status: "working", ...more })).ok).toBe(
    true,
  );
  const after = await own.data({ cmd: "GET", session_id: "mine" });
  expect({ ...after, elapsed_seconds: 0, idle_seconds: 0 }).toEqual({
    ...before,
    elapsed_seconds: 0,
    idle_seconds: 0,
  });
  expect(await own.data({ cmd: "GET", session_id: "x" })).toMatchObject({ parent_id: null });
});

test("a session reported there may be changed and closed there, and by the owner", async () => {
  using box = await open();
  const { own, report } = box;
  const set = (status: string) => report.ask({ cmd: "SET", session_id: "x", status });
  expect((await set("working")).ok).toBe(true);
  expect(await own.data({ cmd: "SET", session_id: "x", priority: 3 })).toMatchObject({
    status: "working",
    priority: 3,
  });
  expect(await own.data({ cmd: "ACK", session_id: "x" })).toMatchObject({ session_id: "x" });
  expect((await set("closed")).ok).toBe(true);
  expect(await own.data({ cmd: "GET", session_id: "x" })).toMatchObject({ closed: true });
});

test("an id named there first is the owner's once the owner's socket reports it", async () => {
  using box = await open();
  const { own, report } = box;
  const evil = { cmd: "SET", session_id: "x", status: "question", message: "evil", asks: "q" };
  expect((await report.ask(evil)).ok).toBe(true);
  const taken = await own.set("x", "working", { source: "hook" });
  expect(taken).toMatchObject({ status: "working", message: null, history: [{}] });
  for (const status of ["closed", "working"]) {
    const attempt = await report.ask({ cmd: "SET", session_id: "x", status });
    expect(attempt).toMatchObject({ code: "not_permitted" });
  }
  await own.data({ cmd: "DELETE", session_id: "x" });
  expect(await report.ask(evil)).toMatchObject({ code: "not_permitted" });
  expect(await own.data({ cmd: "LIST" })).toEqual([]);
});

test("sessions opened and closed there push out none of the owner's closed ones", async () => {
  using box = await open();
  const { own, report } = box;
  for (let i = 0; i < 20; i++) await own.set(`own${i}`, "closed");
  for (let i = 0; i < 25; i++) {
    for (const status of ["working", "closed"]) {
      await report.ask({ cmd: "SET", session_id: `r${i}`, status });
    }
  }
  const list: Frame[] = await own.data({ cmd: "LIST" });
  const ids = list.map(({ session_id }) => session_id);
  expect(ids.filter((id) => id.startsWith("own"))).toHaveLength(20);
  expect(ids.filter((id) => id.startsWith("r"))).toHaveLength(20);
});

test("a process claimed there is no parent of the owner's sessions", async () => {
  using box = await open();
  const { own, report } = box;
  const start = findProcess(process.pid)?.start;
  const claim = { pid: process.pid, pid_start: start, source: "hook", event: "x" };
  await report.ask({ cmd: "SET", session_id: "evil", status: "working", ...claim });
  expect(await own.data({ cmd: "GET", session_id: "evil" })).toMatchObject({ pid: process.pid });
  const stdin = JSON.stringify({ session_id: "mine", hook_event_name: "UserPromptSubmit" });
  // Its own process is a shell's child, so that this test is among the ancestors.
  await box.exec(["perl", "-e", `system("$ARGV[0] hook claude"); 1`, PROGRAM], { stdin });
  expect(await own.data({ cmd: "GET", session_id: "mine" })).toMatchObject({ parent_id: null });
});

test("a sender that is gone makes its own sessions stale if its program is ssh, and nobody else's", async () => {
  using box = await open();
  const { own, report } = box;
  const far = { cmd: "SET", status: "working", host: "far" };
  const send = async (program: string, session_id: string) => {
    const path = `${box.folder}/${program}`;
    fs.symlinkSync(process.execPath, path);
    const line = JSON.stringify(`${JSON.stringify({ ...far, session_id })}\n`);
    const script = `Bun.connect({ unix: process.argv[1], socket: { data: () => process.exit(0),
      open: (s) => s.write(${line}) } })`;
    expect((await box.exec([path, "-e", script, box.path])).exitCode).toBe(0);
  };
  await report.ask({ ...far, session_id: "open" });
  await send("ssh", "carried");
  // Who sends one line and ends carries nothing: a hook in a container, a shell's socat.
  for (const program of ["socat", "ssh-agent", "agent-console"]) await send(program, program);
  const list: Frame[] = await own.data({ cmd: "LIST" });
  const stale = list.filter((one) => one.stale).map(({ session_id }) => session_id);
  expect([stale, list.length]).toEqual([["carried"], 5]);
});

test.skipIf(process.getuid?.() !== 0 || process.platform !== "linux")(
  "agents without session ids of their own are two sessions in two containers",
  async () => {
    using box = await open();
    // In each of them the agent is process 2, or so.
    const container = ["unshare", "--pid", "--fork", "--mount-proc"];
    const agent = `perl -e 'system("$ARGV[0] hook aider"); 1' ${PROGRAM}; true`;
    const env = { AGENT_CONSOLE_SOCKET: box.path, AGENT_CONSOLE_AUTOSTART: "0" };
    for (let i = 0; i < 2; i++) await box.exec([...container, "sh", "-c", agent], { env });
    const list: Frame[] = await box.own.data({ cmd: "LIST" });
    const ids = list.map(({ session_id }) => session_id);
    expect(ids.map((id) => id.split("-").slice(0, 2).join("-"))).toEqual(["aider-2", "aider-2"]);
    expect(new Set(ids).size).toBe(2);
  },
);

test("a session's origin survives a kill", async () => {
  using box = sandbox();
  const path = `${box.folder}/report.sock`;
  const first = await box.daemon(["--report-socket", path]);
  await (await box.connect()).set("mine", "working");
  await (await box.connect(path)).ask({ cmd: "SET", session_id: "x", status: "working" });
  first.signal("SIGKILL");
  await first.exited();
  await box.daemon(["--report-socket", path]);
  const report = await box.connect(path);
  expect((await report.ask({ cmd: "SET", session_id: "mine" })).code).toBe("not_permitted");
  expect((await report.ask({ cmd: "SET", session_id: "x", status: "attention" })).ok).toBe(true);
});

test("a subscriber gets at once what is reported there", async () => {
  using box = await open();
  await box.own.subscribe();
  box.report.write({ cmd: "SET", session_id: "x", status: "working" });
  const update = await box.own.waitFor("the update", ({ type }) => type === "update");
  expect(update.session).toMatchObject({ session_id: "x" });
});

test("a process reported there counts only with proof, and never from another machine", async () => {
  using box = await open();
  const stat = fs.readFileSync(`/proc/${process.pid}/stat`, "latin1");
  const start = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  const cases: [string, Frame, number | null][] = [
    ["number-only", { pid: process.pid }, null],
    ["wrong-start", { pid: process.pid, pid_start: "1" }, null],
    ["remote", { pid: process.pid, pid_start: start, host: "far" }, null],
    ["proved", { pid: process.pid, pid_start: start }, process.pid],
  ];
  for (const [session_id, more, pid] of cases) {
    await box.report.ask({ cmd: "SET", session_id, status: "working", ...more });
    expect(await box.own.data({ cmd: "GET", session_id })).toMatchObject({ pid, closed: false });
  }
});

test("the pane to jump to and the priority are the owner's to say", async () => {
  using box = await open();
  const more = { terminal: { tmux: "/tmp/evil" }, priority: 99 };
  await box.report.ask({ cmd: "SET", session_id: "x", status: "working", ...more });
  const session = await box.own.data({ cmd: "GET", session_id: "x" });
  expect(session).toMatchObject({ terminal: null, priority: 0 });
});

test("20 connections that pipeline reports keep no hook and no command of the owner's away", async () => {
  using box = sandbox();
  const { hooks, getMs } = await flood(box, 20, 30);
  expect(getMs).toHaveLength(30);
  expect(hooks).toEqual({ delivered: 3, of: 3 });
});

test("a flood of reported sessions leaves room for the owner's", async () => {
  using box = await open();
  const count = 1200;
  for (let i = 0; i < count; i++)
    box.report.write({ cmd: "SET", session_id: `f${i}`, status: "working" });
  await box.report.waitFor("the last reply", () => box.report.frames.length >= count);
  const refused = box.report.frames.filter(({ code }) => code === "too_many_sessions");
  expect(refused).toHaveLength(count - 1000);
  expect((await box.own.set("mine", "working")).session_id).toBe("mine");
});

test("the report-only socket is refused where the hub's own is, or another daemon's", async () => {
  using box = await open();
  const same = await box.run(["daemon", "--report-socket", box.socket]);
  expect(same).toMatchObject({ exitCode: 2 });
  const other = `${box.folder}/other.sock`;
  const taken = await box.run(["daemon", "--socket", other, "--report-socket", box.path]);
  expect(taken.exitCode).toBe(1);
  expect(taken.stderr).toContain("already running");
  expect(fs.existsSync(other)).toBe(false);
  expect((await box.report.ask({ cmd: "SET", session_id: "x", status: "working" })).ok).toBe(true);
});

test("a hub that runs without a report-only socket is not said to have one", async () => {
  using box = sandbox();
  await box.daemon();
  const path = `${box.folder}/report.sock`;
  const recipe = ["daemon", "--daemonize", "--report-socket", path];
  const refused = await box.run(recipe);
  expect(refused).toMatchObject({ exitCode: 1, stdout: "" });
  expect(refused.stderr).toContain(`takes no reports at ${path}`);
  expect(refused.stderr).toContain('run "agent-console stop", then this again');
  await box.run(["stop"]);
  for (const said of ["listening", "already running"]) {
    expect(await box.run(recipe)).toEqual({
      exitCode: 0,
      stdout: `${said} at ${box.socket}\n`,
      stderr: "",
    });
  }
  const report = await box.connect(path);
  expect((await report.ask({ cmd: "SET", session_id: "x", status: "working" })).ok).toBe(true);
});

test("stopping the daemon removes both sockets", async () => {
  using box = await open();
  await box.run(["stop", "--force"]);
  expect(fs.existsSync(box.path)).toBe(false);
  expect(fs.existsSync(box.socket)).toBe(false);
});

test("nobody starts a hub at the report-only socket while the real one is away", async () => {
  using box = await open();
  await box.run(["stop", "--force"]);
  const set = await box.run(["set", "x", "working", "--socket", box.path]);
  expect(set).toMatchObject({ exitCode: 69, stdout: "" });
  expect(set.stderr).toContain("hub that is not running");
  const stdin = JSON.stringify({ session_id: "x", hook_event_name: "UserPromptSubmit", cwd: "/" });
  expect((await box.run(["hook", "claude", "--socket", box.path], { stdin })).exitCode).toBe(0);
  expect(box.daemons()).toEqual([]);
  // Who says so may have a hub there.
  await box.run(["daemon", "--daemonize", "--socket", box.path]);
  expect((await box.run(["set", "x", "working", "--socket", box.path])).exitCode).toBe(0);
});

test("with AGENT_CONSOLE_AUTOSTART=0 nothing starts a daemon", async () => {
  using box = sandbox();
  const env = { AGENT_CONSOLE_AUTOSTART: "0" };
  const list = await box.run(["list"], { env });
  expect([list.exitCode, list.stderr]).toEqual([
    69,
    `agent-console: no daemon at ${box.socket} (nothing is there, and AGENT_CONSOLE_AUTOSTART=0 starts none)\n`,
  ]);
  expect((await box.run(["hook", "claude"], { env, stdin: "{}" })).exitCode).toBe(0);
  expect(box.daemons()).toEqual([]);
});
