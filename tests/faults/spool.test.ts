import { expect, test } from "bun:test";
import * as fs from "node:fs";
import { leaveInSpool, readSpool, spoolDepth, spoolFolder } from "../../src/host/spool.ts";
import { type Sandbox, sandbox } from "../support/sandbox.ts";
import { until } from "../support/until.ts";
import type { WireClient } from "../support/wire.ts";

const AT_MS = 1_700_000_000_000;

function folderOf(box: Sandbox): string {
  return spoolFolder(box.socket);
}

function line(id: string, more: object = {}): string {
  return `${JSON.stringify({ cmd: "SET", session_id: id, status: "working", source: "hook", ...more })}\n`;
}

function hookPayload(id: string, event: string): string {
  return JSON.stringify({ session_id: id, hook_event_name: event, cwd: "/tmp", prompt: "p" });
}

test("what is left in the spool is read in order, private, and each report whole", () => {
  using box = sandbox();
  const folder = folderOf(box);
  leaveInSpool(folder, [line("c"), line("d")], AT_MS + 0.5);
  leaveInSpool(folder, [line("a")], AT_MS - 1000);
  leaveInSpool(folder, [line("b")], AT_MS + 0.25);
  const ids = readSpool(folder).map(({ line }) => JSON.parse(line).session_id);
  expect(ids).toEqual(["a", "b", "c", "d"]);
  expect(fs.statSync(folder).mode & 0o777).toBe(0o700);
  for (const { path } of readSpool(folder)) expect(fs.statSync(path).mode & 0o777).toBe(0o600);
  expect(spoolDepth(folder)).toEqual({ reports: 4, oldestMs: AT_MS - 1000 });
  expect(spoolDepth(`${folder}-none`)).toEqual({ reports: 0, oldestMs: null });
});

test("the spool is bounded: the oldest reports make room, an oversized one is not kept", () => {
  using box = sandbox();
  const folder = folderOf(box);
  for (let i = 0; i < 510; i++) leaveInSpool(folder, [line(`s${i}`)], AT_MS + i);
  leaveInSpool(folder, [line("big", { message: "x".repeat(20_000) })], AT_MS + 9000);
  const ids = readSpool(folder).map(({ line }) => JSON.parse(line).session_id);
  expect(ids).toHaveLength(499);
  expect(ids[0]).toBe("s11");
  expect(ids.at(-1)).toBe("s509");
});

test("links, folders and large files in the spool are removed and never read", () => {
  using box = sandbox();
  const folder = folderOf(box);
  leaveInSpool(folder, [line("a")], AT_MS);
  fs.writeFileSync(`${box.folder}/secret`, line("secret"));
  fs.symlinkSync(`${box.folder}/secret`, `${folder}/1700000000000000-1-000.json`);
  fs.mkdirSync(`${folder}/1700000000000001-1-000.json`);
  fs.writeFileSync(`${folder}/1700000000000002-1-000.json`, "x".repeat(100_000));
  expect(readSpool(folder)).toHaveLength(1);
  expect(fs.readdirSync(folder)).toHaveLength(1);
  expect(fs.existsSync(`${box.folder}/secret`)).toBe(true);
});

test("a hook that can't start a daemon leaves its report, and the next daemon takes it in", async () => {
  using box = sandbox();
  // A file in the socket's place: no daemon can listen there.
  fs.writeFileSync(box.socket, "");
  const env = { CLAUDE_CONFIG_DIR: box.folder };
  for (const [id, event] of [
    ["a", "UserPromptSubmit"],
    ["b", "UserPromptSubmit"],
    ["a", "Stop"],
  ] as const) {
    const ran = await box.run(["hook", "claude"], { stdin: hookPayload(id, event), env });
    expect(ran).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  }
  expect(spoolDepth(folderOf(box)).reports).toBe(3);
  const left = readSpool(folderOf(box)).map(({ line }) => JSON.parse(line));
  fs.rmSync(box.socket);
  await box.daemon();
  const client = await box.connect();
  const sessions = await client.data({ cmd: "LIST" });
  expect(sessions).toMatchObject([
    { session_id: "a", status: "attention", replayed: true, updated_ms: left[2].at_ms },
    { session_id: "b", status: "working", replayed: true, since_ms: left[1].at_ms },
  ]);
  expect(spoolDepth(folderOf(box)).reports).toBe(0);
});

test("a hook that finds a daemon which does not answer leaves its report in time", async () => {
  using box = sandbox();
  const daemon = await box.daemon();
  daemon.signal("SIGSTOP");
  const ran = await box.run(["hook", "claude"], { stdin: hookPayload("a", "UserPromptSubmit") });
  expect(ran.exitCode).toBe(0);
  expect(spoolDepth(folderOf(box)).reports).toBe(1);
  daemon.signal("SIGCONT");
  daemon.signal("SIGKILL");
});

test.if(process.platform === "linux")(
  "a report that a hook leaves while the hub runs is told to whoever listens",
  async () => {
    using box = sandbox();
    await box.daemon();
    const client = await box.connect();
    await client.subscribe();
    leaveInSpool(folderOf(box), [line("a", { at_ms: Date.now() })], Date.now());
    const { session } = await client.waitFor("the report", ({ type }) => type === "update");
    expect(session).toMatchObject({ session_id: "a", status: "working", replayed: true });
    await until(() => spoolDepth(folderOf(box)).reports === 0, "the spool to be empty");
  },
);

test("replayed history never moves a session back, and what is not a report is dropped", async () => {
  using box = sandbox();
  const daemon = await box.daemon();
  const client = await box.connect();
  await client.set("a", "attention", { source: "hook", at_ms: AT_MS + 5000, reason: "turn_done" });
  daemon.signal("SIGKILL");
  await daemon.exited();
  const folder = folderOf(box);
  leaveInSpool(folder, [line("a", { at_ms: AT_MS })], AT_MS);
  const bad = ['{"cmd":"STOP","confirmed":true}\n', "{", "", '{"cmd":"DELETE","session_id":"a"}\n'];
  for (const one of bad) leaveInSpool(folder, [one], AT_MS + Math.random());
  await box.daemon();
  using again = await box.connect();
  expect(await again.data({ cmd: "LIST" })).toMatchObject([
    { session_id: "a", status: "attention", reason: "turn_done", since_ms: AT_MS + 5000 },
  ]);
  expect(fs.readdirSync(folder)).toEqual([]);
});

test("an agent that ended before its spooled reports were taken in is closed", async () => {
  using box = sandbox();
  const folder = folderOf(box);
  const gone = { pid: 2 ** 22 + 1, pid_start: "1" };
  leaveInSpool(folder, [line("gone", { at_ms: AT_MS, ...gone })], AT_MS);
  leaveInSpool(folder, [line("elsewhere", { at_ms: AT_MS, ...gone, host: "far" })], AT_MS + 1);
  await box.daemon();
  const client = await box.connect();
  expect(await client.data({ cmd: "LIST" })).toMatchObject([
    { session_id: "gone", status: "closed", reason: "process_exited" },
    { session_id: "elsewhere", status: "working", host: "far" },
  ]);
});

test("doctor shows how much waits, and fails once it has waited long", async () => {
  using box = sandbox();
  await box.daemon();
  const spool = async () => {
    const { stdout } = await box.run(["doctor", "--json"], { env: { HOME: box.env.HOME ?? "" } });
    return JSON.parse(stdout).find(({ subject }: { subject: string }) => subject === "spool");
  };
  expect(await spool()).toMatchObject({ is_well: true, says: "no report waits" });
  leaveInSpool(folderOf(box), [line("a")], Date.now());
  expect(await spool()).toMatchObject({
    is_well: true,
    says: expect.stringMatching(/^1 report waits/),
  });
  leaveInSpool(folderOf(box), [line("b")], Date.now() - 3_600_000);
  expect(await spool()).toMatchObject({ is_well: false, cure: "agent-console list" });
});

test("a hook taken live and again from the spool counts once, also after a kill", async () => {
  using box = sandbox();
  const daemon = await box.daemon();
  const client = await box.connect();
  await client.set("a", "working", { source: "hook" });
  const hook = (event: string) => {
    const payload = { ...JSON.parse(hookPayload("a", event)), agent_id: "sub-1", agent_type: "x" };
    return box.run(["hook", "claude"], { stdin: JSON.stringify(payload) });
  };
  const background = async (client: WireClient) =>
    (await client.data({ cmd: "GET", session_id: "a" })).background;
  daemon.signal("SIGSTOP");
  await hook("SubagentStart"); // too late for an answer, so it leaves its report
  daemon.signal("SIGCONT");
  await until(async () => (await background(client)) === 1, "the subagent to count");
  await hook("SubagentStop");
  expect(await background(client)).toBe(0);
  expect(spoolDepth(folderOf(box)).reports).toBe(1);
  daemon.signal("SIGKILL");
  await daemon.exited();
  await box.daemon();
  expect(await background(await box.connect())).toBe(0);
  expect(spoolDepth(folderOf(box)).reports).toBe(0);
});

test("a deleted session does not come back by an older report in the spool, also after a kill", async () => {
  using box = sandbox();
  const daemon = await box.daemon();
  const client = await box.connect();
  await client.set("a", "working", { source: "hook" });
  leaveInSpool(folderOf(box), [line("a", { at_ms: Date.now() })], Date.now());
  await client.data({ cmd: "DELETE", session_id: "a" });
  daemon.signal("SIGKILL");
  await daemon.exited();
  await box.daemon();
  const again = await box.connect();
  expect(await again.data({ cmd: "LIST" })).toEqual([]);
  expect(spoolDepth(folderOf(box)).reports).toBe(0);
  const news = { cmd: "SET", session_id: "a", status: "working", source: "hook" };
  expect(await again.data({ ...news, at_ms: Date.now() + 1 })).toMatchObject({ session_id: "a" });
});
