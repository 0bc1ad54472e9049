import { afterAll, beforeAll, expect, test } from "bun:test";
import * as fs from "node:fs";
import { isNewer } from "../../src/protocol/semver.ts";
import { type Sandbox, sandbox } from "../support/sandbox.ts";
import { BLOCKED, masksAtWork } from "../support/signals.ts";
import { until } from "../support/until.ts";
import type { Frame } from "../support/wire.ts";
import { buildVersion } from "./versions.ts";

const OLD = "0.1.90";
const NEW = "7.0.0";
let builds: Sandbox;
let older: string;
let newer: string;

beforeAll(async () => {
  builds = sandbox();
  const built = [OLD, NEW].map((version) => buildVersion(builds.folder, version));
  [older = "", newer = ""] = await Promise.all(built);
}, 60_000);
afterAll(() => builds[Symbol.dispose]());

async function startOlder(box: Sandbox, flags: readonly string[] = []): Promise<void> {
  const started = await box.exec([older, "daemon", "--daemonize", ...flags]);
  expect(started.stderr).toBe("");
}

async function status(box: Sandbox): Promise<Frame> {
  using client = await box.connect();
  return await client.status();
}

test("a version comes after another by its numbers, and an unreadable one never does", () => {
  expect(isNewer("0.10.0", "0.9.9")).toBe(true);
  expect(isNewer("1.0.0", "1.0.0-rc.1")).toBe(true);
  expect(isNewer("1.0.0", "1.0.0")).toBe(false);
  for (const [a, b] of [
    ["x", "1.0.0"],
    ["1.0.0", ""],
    ["", "1.0.0"],
  ] as const) {
    expect(isNewer(a, b)).toBe(false);
  }
});

test("a newer client takes over from an older daemon, with its state and its flags", async () => {
  using box = sandbox();
  await startOlder(box, ["--idle-timeout", "7h"]);
  await (await box.connect()).set("a", "question", { message: "?", at_ms: 1_700_000_000_000 });
  const before = await status(box);
  expect(before.app_version).toBe(OLD);
  const list = await box.exec([newer, "list", "--json"]);
  expect(list.stderr).toBe("");
  expect(JSON.parse(list.stdout)).toMatchObject([
    { session_id: "a", message: "?", updated_ms: 1_700_000_000_000 },
  ]);
  const after = await status(box);
  expect(after).toMatchObject({ app_version: NEW, epoch: before.epoch, seq: before.seq });
  await until(() => box.daemons().length === 1, "the older daemon's end");
  expect(fs.readFileSync(`/proc/${after.pid}/cmdline`, "utf8")).toContain("--idle-timeout\x007h");
});

test("no connection ends where the daemon goes on as the newer program", async () => {
  using box = sandbox();
  await startOlder(box);
  const client = await box.connect();
  await client.set("a", "working");
  const subscriber = await box.connect();
  await subscriber.subscribe();
  const half = await box.connect();
  half.send('{"cmd":"SET","session_id":"half",');
  const before = await status(box);
  expect((await box.exec([newer, "set", "b", "working"])).exitCode).toBe(0);
  const ofB = await subscriber.waitFor("the change", ({ type }) => type === "update");
  expect(ofB.session).toMatchObject({ session_id: "b" });
  await until(async () => (await client.status()).app_version === NEW, "the newer version");
  expect(await client.status()).toMatchObject({ pid: before.pid, epoch: before.epoch });
  half.send('"status":"attention"}\n');
  expect((await half.waitFor("a reply")).data).toMatchObject({ session_id: "half" });
  const ofHalf = await subscriber.waitFor("the change", ({ type }) => type === "update");
  expect(ofHalf.session).toMatchObject({ session_id: "half" });
  expect(subscriber.isClosed).toBe(false);
  // Nobody asks again, and a kill loses nothing.
  const [pid] = box.daemons();
  process.kill(pid ?? 0, "SIGKILL");
  await until(() => box.daemons().length === 0, "the end of the daemon");
  const { stdout } = await box.exec([newer, "list", "--json"]);
  expect(JSON.parse(stdout)).toHaveLength(3);
});

test("a hook that stays for an answer is let go where the daemon goes on as the newer program", async () => {
  using box = sandbox();
  await startOlder(box);
  const hook = await box.connect();
  const why = { status: "question", reason: "permission", asks: "q", source: "hook" };
  const held = await hook.data({ cmd: "HOLD", session_id: "a", ...why, detail: "Bash\nls" });
  expect((await box.exec([newer, "list"])).exitCode).toBe(0);
  await hook.closed();
  expect(hook.frames.filter(({ type }) => type === "answer")).toEqual([]);
  const client = await box.connect();
  const { questions, status } = await client.data({ cmd: "GET", session_id: "a" });
  expect(status).toBe("question");
  expect(questions).toMatchObject([{ id: held.question_id, answerable: false, detail: null }]);
});

test("a program that is not what it is said to be takes nobody's place", async () => {
  using box = sandbox();
  await startOlder(box);
  const client = await box.connect();
  await client.set("a", "working");
  const { pid } = await client.status();
  const program = `${box.folder}/program`;
  fs.writeFileSync(program, "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  const asked = { cmd: "UPGRADE", app_version: NEW };
  expect((await client.data({ ...asked, program })).upgrade_status).toBe("renewed");
  const log = `${box.env.XDG_STATE_HOME}/agent-console/daemon.log`;
  await until(() => fs.readFileSync(log, "utf8").includes("could not go on as"), "the failure");
  expect(await client.status()).toMatchObject({ pid, app_version: OLD, sessions: { active: 1 } });
  // From then on it hands over as it did before.
  expect((await client.data({ ...asked, program })).upgrade_status).toBe("ok");
});

test.each([
  ["goes on for ever, and ends by no request", "#!/bin/sh\ntrap '' TERM INT HUP\nsleep 20\n"],
  ["says more than there is memory for", "#!/bin/sh\nexec cat /dev/zero\n"],
  ["leaves its output open", '#!/bin/sh\nsleep 20 &\necho \'{"version":"1"}\'\n'],
])("a program that %s holds nobody up", async (_, text) => {
  using box = sandbox();
  await startOlder(box);
  const client = await box.connect();
  const { pid } = await client.status();
  const program = `${box.folder}/program`;
  fs.writeFileSync(program, text, { mode: 0o755 });
  const asked = await client.data({ cmd: "UPGRADE", app_version: NEW, program });
  expect(asked.upgrade_status).toBe("renewed");
  const log = `${box.env.XDG_STATE_HOME}/agent-console/daemon.log`;
  const hasFailed = async () => {
    await client.set("a", "working");
    return fs.readFileSync(log, "utf8").includes("could not go on as");
  };
  await until(hasFailed, "the failure");
  expect(await client.status()).toMatchObject({ pid, app_version: OLD });
});

test("a program that is gone before it runs leaves the daemon its signals", async () => {
  using box = sandbox();
  await startOlder(box);
  const client = await box.connect();
  const { pid } = await client.status();
  const set = (id: string) => client.set(id, "working", { message: "m".repeat(900) });
  for (let i = 0; i < 90; i++) await set(`s${i}`);
  const program = `${box.folder}/program`;
  const text = `#!/bin/sh\necho '{"version":"${NEW}"}'; rm -- "$0"\n`;
  fs.writeFileSync(program, text, { mode: 0o755 });
  await client.data({ cmd: "UPGRADE", app_version: NEW, program });
  const log = `${box.env.XDG_STATE_HOME}/agent-console/daemon.log`;
  await until(() => fs.readFileSync(log, "utf8").includes("could not go on as"), "the failure");
  expect(await masksAtWork(client, pid)).not.toContain(BLOCKED);
  const subscriber = await box.connect();
  await subscriber.subscribe();
  process.kill(pid, "SIGTERM");
  const shutdown = await subscriber.waitFor("the end", ({ type }) => type === "shutdown");
  expect(shutdown.reason).toBe("signal");
});

test("a subscriber is sent the reason where no program is named, and resumes without a gap", async () => {
  using box = sandbox();
  await startOlder(box);
  const client = await box.connect();
  await client.set("a", "working");
  const subscriber = await box.connect();
  const { epoch } = await subscriber.subscribe();
  const asked = await client.data({ cmd: "UPGRADE", app_version: NEW });
  expect(asked.upgrade_status).toBe("ok");
  const shutdown = await subscriber.waitFor("the end", ({ type }) => type === "shutdown");
  expect(shutdown.reason).toBe("upgrade");
  await subscriber.closed();
  await box.exec([newer, "set", "b", "working"]);
  const again = await box.connect();
  again.write({ cmd: "SUB", epoch, since: shutdown.seq });
  const snapshot = await again.waitFor("a snapshot", ({ type }) => type === "snapshot");
  expect(snapshot).toMatchObject({ epoch, resumed: true, sessions: [{ session_id: "b" }] });
});

test("a successor starts however much the daemon has yet to answer as it leaves", async () => {
  using box = sandbox();
  await startOlder(box);
  const client = await box.connect();
  const others = await Promise.all(Array.from({ length: 4 }, () => box.connect()));
  // What the kernel passes on in one piece: the answers take longer than a start.
  const asks = '{"cmd":"STATUS"}\n'.repeat(2800);
  client.send(`{"cmd":"UPGRADE","app_version":"${NEW}"}\n${asks}`);
  for (const other of others) other.send(asks);
  await client.waitFor("the reply", ({ data }) => data?.upgrade_status === "ok");
  const started = await box.exec([newer, "daemon", "--daemonize"]);
  expect(started).toMatchObject({ stderr: "", exitCode: 0 });
  expect((await status(box)).app_version).toBe(NEW);
});

test("an older client works with a newer daemon, and leaves it be", async () => {
  using box = sandbox();
  await box.exec([newer, "set", "a", "working"]);
  const { pid } = await status(box);
  for (let i = 0; i < 5; i++) {
    expect((await box.exec([older, "set", `b${i}`, "working"])).exitCode).toBe(0);
    expect((await box.exec([newer, "list"])).exitCode).toBe(0);
  }
  expect(await status(box)).toMatchObject({ pid, app_version: NEW });
});

test("a daemon hands over to newer versions only", async () => {
  using box = sandbox();
  await startOlder(box);
  const client = await box.connect();
  for (const app_version of [OLD, "0.1.0", "nonsense", ""]) {
    const answer = await client.data({ cmd: "UPGRADE", app_version });
    expect(answer.upgrade_status).toBe("current");
  }
  expect((await client.ask({ cmd: "UPGRADE" })).code).toBe("invalid_request");
  expect(await client.status()).toMatchObject({ app_version: OLD });
});

test("a daemon that keeps no journal, or is run by a service manager, stays", async () => {
  using box = sandbox();
  const daemon = box.spawn([older, "daemon", "--socket", box.socket, "--no-journal"]);
  await daemon.prints(/listening/);
  await (await box.connect()).set("a", "working");
  expect((await box.exec([newer, "list"])).stdout).toContain("a");
  expect((await status(box)).app_version).toBe(OLD);
  daemon.signal("SIGTERM");
  await daemon.exited();
  const command = `SYSTEMD_EXEC_PID=$$ exec "${older}" daemon --socket "${box.socket}"`;
  const service = box.spawn(["sh", "-c", command]);
  await service.prints(/listening/);
  expect((await box.exec([newer, "list"])).exitCode).toBe(0);
  expect((await status(box)).app_version).toBe(OLD);
});

test("hooks that run through an upgrade lose no report", async () => {
  using box = sandbox();
  await startOlder(box);
  const payload = (id: string) =>
    JSON.stringify({
      session_id: id,
      hook_event_name: "UserPromptSubmit",
      cwd: box.folder,
      transcript_path: null,
    });
  const hook = (program: string, id: string) =>
    box.exec([program, "hook", "claude"], { stdin: payload(id) });
  const running: Promise<unknown>[] = [];
  const ids: string[] = [];
  for (let i = 0; i < 60; i++) {
    const id = `hook-${i}`;
    ids.push(id);
    // From the twentieth on the newer version's hooks run too, and one of them takes over.
    running.push(hook(i < 20 || i % 2 === 0 ? older : newer, id));
    await Bun.sleep(20);
  }
  await Promise.all(running);
  expect((await status(box)).app_version).toBe(NEW);
  using client = await box.connect();
  const seen: Frame[] = await client.data({ cmd: "LIST" });
  const missing = ids.filter((id) => !seen.some(({ session_id }) => session_id === id));
  expect(missing).toEqual([]);
}, 60_000);
