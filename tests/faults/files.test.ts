// A hub whose files somebody removes: it is the one that has the state.
import { expect, test } from "bun:test";
import * as fs from "node:fs";
import { lockPath } from "../../src/host/lock.ts";
import { runtimeBase } from "../../src/host/runtime-folder.ts";
import { PROGRAM } from "../support/paths.ts";
import { type Sandbox, sandbox } from "../support/sandbox.ts";
import { until } from "../support/until.ts";

function filesOf({ socket }: Sandbox) {
  return { socket, lock: lockPath(socket, "daemon"), journal: `${runtimeBase(socket)}.journal` };
}

function replace(path: string): void {
  fs.writeFileSync(`${path}.other`, "something else", { mode: 0o600 });
  fs.renameSync(`${path}.other`, path);
}

function makePipe(path: string): void {
  fs.rmSync(path, { force: true });
  Bun.spawnSync(["mkfifo", path]);
}

function isFile(path: string): boolean {
  return fs.lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

async function areThere(paths: readonly string[]): Promise<void> {
  const missing = () => paths.filter((path) => !fs.existsSync(path));
  await until(() => missing().length === 0, "the files", missing);
}

test("lock and journal removed under a hub are put back at once, and a kill loses nothing", async () => {
  using box = sandbox();
  const daemon = await box.daemon();
  const client = await box.connect();
  await client.set("before", "working");
  const { lock, journal } = filesOf(box);
  fs.rmSync(lock);
  await areThere([lock]); // in between: who removes one removes the other too
  fs.rmSync(journal);
  await areThere([lock, journal]);
  await client.set("after", "attention");
  expect((await client.status()).warnings).toEqual([]);
  expect((await box.run(["daemon"])).stderr).toContain(`process ${daemon.pid} serves`);
  daemon.signal("SIGKILL");
  await daemon.exited();
  await box.daemon();
  expect(await (await box.connect()).data({ cmd: "LIST" })).toMatchObject([
    { session_id: "before", status: "working" },
    { session_id: "after", status: "attention" },
  ]);
});

for (const [how, spoil] of [
  ["removed", (path: string) => fs.rmSync(path)],
  ["cut short", (path: string) => fs.truncateSync(path, 20)],
] as const) {
  test(`a journal ${how} alone is whole again before the next change is answered`, async () => {
    using box = sandbox();
    const daemon = await box.daemon();
    const client = await box.connect();
    await client.set("before", "working");
    spoil(filesOf(box).journal);
    await client.set("after", "working");
    daemon.signal("SIGKILL");
    await daemon.exited();
    await box.daemon();
    expect(await (await box.connect()).data({ cmd: "LIST" })).toHaveLength(2);
  });
}

for (const [how, remove] of [
  ["removed", (path: string) => fs.rmSync(path)],
  ["renamed", (path: string) => fs.renameSync(path, `${path}.away`)],
  ["replaced", replace],
  ["replaced by a pipe", makePipe],
] as const) {
  test.skipIf(process.platform !== "linux")(
    `a journal ${how} alone is there again without any change, each time`,
    async () => {
      using box = sandbox();
      const { journal } = filesOf(box);
      const daemon = await box.daemon();
      const client = await box.connect();
      await client.set("before", "working", { message: "m".repeat(500) });
      for (let i = 0; i < 3; i++) {
        remove(journal);
        const isWhole = () =>
          isFile(journal) && fs.readFileSync(journal, "utf8").includes("before");
        await until(isWhole, "the journal", () => daemon.stderr);
      }
      daemon.signal("SIGKILL");
      await daemon.exited();
      await box.daemon();
      expect(await (await box.connect()).data({ cmd: "LIST" })).toHaveLength(1);
    },
  );
}

test.skipIf(process.platform !== "linux")(
  "a journal that the hub has replaced itself is watched as the one before",
  async () => {
    using box = sandbox();
    const { journal } = filesOf(box);
    const daemon = await box.daemon();
    const client = await box.connect();
    const before = fs.statSync(journal).birthtimeMs;
    const message = "m".repeat(900);
    for (let i = 0; i < 2500; i++)
      client.write({ cmd: "SET", session_id: `s${i % 500}`, status: "working", message });
    await client.waitFor("every reply", () => client.frames.length === 2500);
    expect(fs.statSync(journal).birthtimeMs).not.toBe(before);
    fs.rmSync(journal);
    await areThere([journal]);
    await daemon.prints(/was gone/);
  },
);

test("socket, lock and journal removed are put back by the hub that has the state", async () => {
  using box = sandbox();
  const report = `${box.folder}/report.sock`;
  const daemon = await box.daemon(["--report-socket", report]);
  const client = await box.connect();
  await client.set("mine", "working");
  const { socket, lock, journal } = filesOf(box);
  const all = [socket, lock, journal, report, lockPath(report, "daemon")];
  for (const path of all) fs.rmSync(path);
  await areThere(all);
  const { stdout } = await box.run(["list", "--json"]);
  expect(JSON.parse(stdout)).toMatchObject([{ session_id: "mine" }]);
  expect(box.daemons()).toEqual([daemon.pid]);
  // Who was connected stays so, and so does who comes by the new socket.
  await client.set("mine", "attention");
  const reporter = await box.connect(report);
  expect((await reporter.ask({ cmd: "SET", session_id: "x", status: "working" })).ok).toBe(true);
  await box.run(["stop", "--force"]);
  expect((await daemon.exited()).exitCode).toBe(0);
  expect(all.filter((path) => fs.existsSync(path))).toEqual([]);
});

/** Runs a program where no other's sockets are seen. */
const isolated = ["unshare", "--net"];
const canIsolate =
  Bun.which("unshare") !== null && Bun.spawnSync([...isolated, "true"]).exitCode === 0;

for (const [whose, where, isPossible] of [
  ["the state", [], process.platform === "linux"],
  ["the state, in another network namespace,", isolated, canIsolate],
] as const) {
  test.skipIf(!isPossible)(
    `no second hub starts with nothing while one with ${whose} is suspended`,
    async () => {
      using box = sandbox();
      const daemon = box.spawn([...where, PROGRAM, "daemon", "--socket", box.socket]);
      await daemon.prints(/listening at /);
      const client = await box.connect();
      await client.set("mine", "working");
      daemon.signal("SIGSTOP");
      const { socket, lock, journal } = filesOf(box);
      for (const path of [socket, lock, journal]) fs.rmSync(path);
      for (const starter of [[], where]) {
        const refused = await box.exec([...starter, PROGRAM, "daemon"]);
        expect(refused).toMatchObject({ exitCode: 1 });
        expect(refused.stderr).toContain(`process ${daemon.pid} serves`);
      }
      daemon.signal("SIGCONT");
      const { stdout } = await box.run(["list", "--json"]);
      expect(JSON.parse(stdout)).toMatchObject([{ session_id: "mine" }]);
      expect(box.daemons()).toEqual([daemon.pid]);
    },
  );
}

for (const [what, make] of [
  ["a pipe", makePipe],
  ["a link to zeroes without end", (path: string) => fs.symlinkSync("/dev/zero", path)],
  ["a folder", (path: string) => fs.mkdirSync(path)],
] as const) {
  test(`no hook and no command waits for ${what} in the place of a lock`, async () => {
    for (const role of ["daemon", "start"] as const) {
      using box = sandbox();
      make(lockPath(box.socket, role));
      const stdin = JSON.stringify({
        session_id: "h",
        hook_event_name: "UserPromptSubmit",
        cwd: "/w",
      });
      expect(await box.run(["hook", "claude"], { stdin })).toMatchObject({ exitCode: 0 });
      const { stderr, exitCode } = await box.run(["list"]);
      expect([role, exitCode]).not.toEqual([role, 0]);
      expect(stderr).toContain(lockPath(box.socket, role));
    }
  });
}
