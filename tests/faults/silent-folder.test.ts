// A folder on a file system that never answers: a network's whose server is gone, or
// one of a program that is stopped. The hub is told of it by whoever reports.
import { describe, expect, test } from "bun:test";
import * as fs from "node:fs";
import { dirname } from "node:path";
import { PROGRAM } from "../support/paths.ts";
import { type Sandbox, sandbox } from "../support/sandbox.ts";
import { besideSilence, canBeSilent, silentFolder } from "../support/silent-mount.ts";
import type { Frame, WireClient } from "../support/wire.ts";

const HOOK = { source: "hook", event: "PermissionRequest" };

/** What may name a folder there, by where the hub would look. */
const NAMED: Record<string, (folder: string) => Frame> = {
  "a working folder": (folder) => ({ working_dir: `${folder}/repo/src` }),
  "a working folder behind a link": (folder) => ({
    working_dir: `${dirname(folder)}/link/repo`,
  }),
  "a repository whose .git leads there": (folder) => ({ working_dir: `${dirname(folder)}/tree` }),
  "a transcript": (folder) => ({ agent_type: "claudecode", transcript: `${folder}/a.jsonl` }),
  "a rollout that amends": (folder) => ({
    ...{ agent_type: "codex", transcript: `${folder}/rollout.jsonl` },
    ...{ reason: "permission", asks: "q" },
  }),
  "a registry": (folder) => ({ agent_type: "claudecode", registry: folder, pid: process.pid }),
};

async function startHub(box: Sandbox): Promise<WireClient> {
  const hub = [PROGRAM, "daemon", "--socket", box.socket];
  const daemon = box.spawn(besideSilence(box, hub));
  fs.symlinkSync(silentFolder(box), `${box.folder}/link`);
  fs.mkdirSync(`${box.folder}/tree`);
  fs.writeFileSync(`${box.folder}/tree/.git`, `gitdir: ${silentFolder(box)}/.git/worktrees/tree\n`);
  await daemon.prints(/listening at /);
  return box.connect();
}

describe.skipIf(!canBeSilent)("a file system that never answers holds no hub up:", () => {
  test.each(Object.entries(NAMED))("%s", async (_, named) => {
    using box = sandbox();
    const client = await startHub(box);
    const subscriber = await box.connect();
    await subscriber.data({ cmd: "SUB" });
    const more: Frame = { ...HOOK, ...named(silentFolder(box)) };
    for (const status of ["working", "question"]) await client.set("a", status, more);
    expect(await client.data({ cmd: "GET", session_id: "a" })).toMatchObject({ session_id: "a" });
    expect(await client.data({ cmd: "LIST" })).toHaveLength(1);
    await client.set("a", "closed");
    const reopened = await client.ask({ cmd: "REOPEN", session_id: "a" });
    expect(reopened.ok).toBe(more.working_dir !== undefined);
  });

  test("files that were named before it became one, and before a kill", async () => {
    using box = sandbox();
    const daemon = await box.daemon();
    const files = { transcript: `${silentFolder(box)}/a.jsonl`, registry: silentFolder(box) };
    const agent = { ...HOOK, ...files, agent_type: "claudecode", pid: process.pid };
    await (await box.connect()).set("a", "question", agent);
    daemon.signal("SIGKILL");
    await daemon.exited();
    const hub = [PROGRAM, "daemon", "--socket", box.socket];
    await box.spawn(besideSilence(box, hub)).prints(/listening at /);
    const client = await box.connect();
    await client.data({ cmd: "SUB" });
    expect(await client.data({ cmd: "GET", session_id: "a" })).toMatchObject({
      status: "question",
    });
  });

  test("a folder of an agent's that its own environment names", async () => {
    using box = sandbox();
    const env = { CLAUDE_CONFIG_DIR: `${silentFolder(box)}/claude` };
    const hub = [PROGRAM, "daemon", "--socket", box.socket];
    await box.spawn(besideSilence(box, hub), { env }).prints(/listening at /);
    const client = await box.connect();
    await client.data({ cmd: "SUB" });
    await client.set("a", "working", { agent_type: "claudecode", pid: process.pid });
    expect(await client.data({ cmd: "LIST" })).toHaveLength(1);
  });

  test("a working folder that is named on the report-only socket", async () => {
    using box = sandbox();
    const reports = `${box.folder}/reports.sock`;
    const hub = [PROGRAM, "daemon", "--socket", box.socket, "--report-socket", reports];
    await box.spawn(besideSilence(box, hub)).prints(/listening at /);
    const [own, far] = [await box.connect(), await box.connect(reports)];
    const working_dir = `${silentFolder(box)}/repo`;
    for (const status of ["question", "working", "closed"]) {
      expect((await far.ask({ cmd: "SET", session_id: "x", status, working_dir })).ok).toBe(true);
    }
    expect(await own.data({ cmd: "REOPEN", session_id: "x" })).toMatchObject({ closed: false });
  });

  test.each(["list", "next", "statusline --format {next}", "explain a", "ack repo"])(
    "%s names its sessions all the same",
    async (line) => {
      using box = sandbox();
      await box.daemon();
      const client = await box.connect();
      await client.set("a", "question", { working_dir: `${silentFolder(box)}/repo` });
      const command = [PROGRAM, ...line.split(" ")];
      const asked = await box.spawn(besideSilence(box, command)).exited();
      expect(asked).toMatchObject({ exitCode: 0, stderr: "" });
      expect(asked.stdout).toMatch(/repo|\ba\b/);
    },
  );
});
