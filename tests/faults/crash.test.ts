import { expect, test } from "bun:test";
import * as fs from "node:fs";
import { type Running, type Sandbox, sandbox } from "../support/sandbox.ts";
import { until } from "../support/until.ts";

const isRoot = process.getuid?.() === 0;

async function kill(daemon: Running): Promise<void> {
  daemon.signal("SIGKILL");
  await daemon.exited();
}

async function list(box: Sandbox): Promise<Record<string, unknown>[]> {
  using client = await box.connect();
  return await client.data({ cmd: "LIST" });
}

test("every acknowledged change survives a daemon that is killed", async () => {
  using box = sandbox();
  const first = await box.daemon();
  const client = await box.connect();
  await client.set("a", "working", { working_dir: "/tmp", at_ms: 1_700_000_000_123 });
  await client.set("b", "question", { reason: "permission", message: "Bash: ls", priority: 3 });
  await client.set("c", "working");
  await client.ask({ cmd: "RM", session_id: "c" });
  await client.set("d", "working");
  await client.ask({ cmd: "DELETE", session_id: "d" });
  const before = await client.data({ cmd: "LIST" });
  const { epoch, seq } = await client.status();
  await kill(first);
  await box.daemon();
  const after = await list(box);
  const facts = (sessions: Record<string, unknown>[]) =>
    sessions.map(({ elapsed_seconds: _, idle_seconds: __, ...rest }) => rest);
  expect(facts(after)).toEqual(facts(before));
  using again = await box.connect();
  expect(await again.status()).toMatchObject({ epoch, seq, warnings: [] });
});

test("a subscriber resumes past a kill with what it missed, deletions too", async () => {
  using box = sandbox();
  const first = await box.daemon();
  const client = await box.connect();
  await client.set("a", "working");
  await client.set("b", "working");
  const { epoch, seq } = await client.status();
  await client.set("a", "attention");
  await client.ask({ cmd: "DELETE", session_id: "b" });
  await kill(first);
  await box.daemon();
  using subscriber = await box.connect();
  subscriber.write({ cmd: "SUB", epoch, since: seq });
  const snapshot = await subscriber.waitFor("a snapshot", ({ type }) => type === "snapshot");
  expect(snapshot).toMatchObject({ epoch, resumed: true, deleted: ["b"] });
  expect(snapshot.sessions).toMatchObject([{ session_id: "a", status: "attention" }]);
});

test("a question that was held back when the daemon was killed shows all the same", async () => {
  using box = sandbox();
  const first = await box.daemon();
  const client = await box.connect();
  const hook = { source: "hook", agent_type: "opencode" };
  await client.set("a", "working", hook);
  await client.set("a", "question", { ...hook, asks: "main:1", hold_ms: 300 });
  await kill(first);
  await box.daemon();
  using subscriber = await box.connect();
  subscriber.write({ cmd: "SUB" });
  const isAsked = (session: { status: string }) => session.status === "question";
  await subscriber.waitFor(
    "the question",
    ({ session, sessions }) => (session && isAsked(session)) || sessions?.some(isAsked) === true,
  );
});

test("a signal keeps the state for the next daemon; STOP ends it", async () => {
  using box = sandbox();
  const first = await box.daemon();
  await (await box.connect()).set("a", "working");
  first.signal("SIGTERM");
  await first.exited();
  const second = await box.daemon();
  expect(await list(box)).toMatchObject([{ session_id: "a" }]);
  await box.run(["stop", "--force"]);
  await second.exited();
  expect(fs.existsSync(`${box.socket}.journal`)).toBe(false);
  await box.daemon();
  expect(await list(box)).toEqual([]);
});

test("without a journal nothing is kept, and nothing old comes back later", async () => {
  using box = sandbox();
  await kill(await box.daemon());
  const first = await box.daemon();
  await (await box.connect()).set("a", "working");
  await kill(first);
  const second = await box.daemon(["--no-journal"]);
  expect(await list(box)).toEqual([]);
  expect(fs.existsSync(`${box.socket}.journal`)).toBe(false);
  await kill(second);
  await box.daemon();
  expect(await list(box)).toEqual([]);
});

test("a file size limit costs the journal, not the daemon; the next one starts a new epoch", async () => {
  using box = sandbox();
  const first = await box.daemon();
  await box.exec(["prlimit", "--pid", `${first.pid}`, "--fsize=8192:8192"]);
  const client = await box.connect();
  for (let i = 0; i < 100; i++) await client.set(`s${i}`, "working");
  const { epoch, warnings } = await client.status();
  expect(warnings.join()).toContain("not kept on disk");
  expect(await client.data({ cmd: "LIST" })).toHaveLength(100);
  await kill(first);
  await box.daemon();
  using again = await box.connect();
  const after = await again.status();
  expect(after.epoch).not.toBe(epoch);
  expect(after.warnings.join()).toContain("gaps");
  const kept = await again.data({ cmd: "LIST" });
  expect(kept.length).toBeGreaterThan(3);
  expect(kept.length).toBeLessThan(100);
});

test.skipIf(!isRoot || process.platform !== "linux")(
  "a full disk costs the journal, not the daemon, and it is made up for once there is room",
  async () => {
    using box = sandbox();
    const folder = `${box.folder}/small`;
    fs.mkdirSync(folder, { mode: 0o700 });
    const mount = await box.exec([
      "mount",
      "-t",
      "tmpfs",
      "-o",
      "size=64k,mode=700",
      "none",
      folder,
    ]);
    if (mount.exitCode !== 0) return; // a container without the right to
    try {
      const socket = `${folder}/s`;
      const daemon = box.start(["daemon", "--socket", socket]);
      await daemon.prints(/listening/);
      const client = await box.connect(socket);
      fs.writeFileSync(`${folder}/ballast`, Buffer.alloc(40 * 1024));
      for (let i = 0; i < 100; i++) await client.set(`s${i}`, "working");
      expect((await client.status()).warnings.join()).toContain("not kept on disk");
      for (let i = 10; i < 100; i++) await client.ask({ cmd: "DELETE", session_id: `s${i}` });
      fs.rmSync(`${folder}/ballast`);
      await until(
        async () => {
          await client.set("s0", "working");
          return (await client.status()).warnings.length === 0;
        },
        "the journal to be whole again",
        () => daemon.stderr,
      );
      await kill(daemon);
      const next = box.start(["daemon", "--socket", socket]);
      await next.prints(/listening/);
      using again = await box.connect(socket);
      expect(await again.data({ cmd: "LIST" })).toHaveLength(10);
      await kill(next);
    } finally {
      await box.exec(["umount", "-l", folder]);
    }
  },
  30_000,
);
