import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PROGRAM } from "../support/paths.ts";
import { type Running, type Sandbox, sandbox } from "../support/sandbox.ts";

const isLinux = process.platform === "linux";
const isRoot = process.getuid?.() === 0;
/** More than the code of a daemon at rest, less than of one at work. */
const RESTING_KB = 20_000;
const DEBUG = ["--log-level", "debug"];

function memoryOf(pid: number, name: "VmRSS" | "RssAnon"): number {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]);
}

/** Memory that belongs to files: the program's own pages. */
const fileKb = (pid: number) => memoryOf(pid, "VmRSS") - memoryOf(pid, "RssAnon");

/** Waits until the daemon has rested so often. */
function rests(daemon: Running, times: number): Promise<void> {
  return daemon.prints(new RegExp(`(memory reclaimed[^]*){${times}}`));
}

/** Reports `count` changes of ten sessions, and looks that each is known as reported last. */
async function report(box: Sandbox, count: number, message: string): Promise<void> {
  using client = await box.connect();
  for (let i = 1; i < count; i++) {
    client.write({ cmd: "SET", session_id: `s${i % 10}`, status: "working", message });
  }
  const last = { session_id: "last", status: "attention", message };
  expect(await client.data({ cmd: "SET", ...last })).toMatchObject(last);
  const sessions = await client.data({ cmd: "LIST" });
  expect(sessions).toHaveLength(11);
  for (const session of sessions) expect(session.message).toBe(message);
}

describe.if(isLinux)("a daemon that nobody speaks to", () => {
  test("releases its program's pages, again and again, and loses nothing", async () => {
    using box = sandbox();
    const daemon = await box.daemon(DEBUG);
    using watcher = await box.connect();
    watcher.write({ cmd: "SUB" });
    for (const [index, message] of ["one", "two", "three"].entries()) {
      await rests(daemon, index + 1);
      expect(fileKb(daemon.pid)).toBeLessThan(RESTING_KB);
      await report(box, 3000, message);
      const heard = ({ session }: { session?: { session_id: string; message: string } }) =>
        session?.session_id === "last" && session.message === message;
      await watcher.waitFor(`the last change of ${message}`, heard);
    }
    daemon.signal("SIGTERM");
    expect(await daemon.exited()).toMatchObject({ exitCode: 0 });
  });

  test("keeps them with --no-trim", async () => {
    using box = sandbox();
    const daemon = await box.daemon([...DEBUG, "--no-trim"]);
    await report(box, 5000, "many");
    await rests(daemon, 2);
    expect(fileKb(daemon.pid)).toBeGreaterThan(RESTING_KB);
  });

  test.if(isRoot)("goes on when /proc is hidden from it", async () => {
    using box = sandbox();
    const daemon = box.spawn([
      "unshare",
      "-m",
      PROGRAM,
      "daemon",
      "--socket",
      box.socket,
      ...DEBUG,
    ]);
    await daemon.prints(/listening at /);
    // Not before: the runtime itself does not start without (Bun 1.4.5).
    const hide = ["nsenter", "-t", `${daemon.pid}`, "-m", "mount", "-t", "tmpfs", "none", "/proc"];
    expect(await box.exec(hide)).toMatchObject({ exitCode: 0 });
    await report(box, 5000, "one");
    await rests(daemon, 1);
    await report(box, 100, "two");
  });

  test.if(Bun.which("gcc") !== null)("lives under a filter that kills", async () => {
    using box = sandbox();
    const filter = join(box.folder, "seccomp");
    const source = join(import.meta.dir, "seccomp.c");
    expect(await box.exec(["gcc", "-o", filter, source])).toMatchObject({ exitCode: 0 });
    const daemon = box.spawn([filter, PROGRAM, "daemon", "--socket", box.socket, ...DEBUG]);
    await daemon.prints(/listening at /);
    await rests(daemon, 1);
    expect(fileKb(daemon.pid)).toBeLessThan(RESTING_KB);
    await report(box, 100, "one");
  });
});
