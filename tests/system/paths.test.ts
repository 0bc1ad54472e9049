// What stands at the socket's path, and whose it is. Another user's part needs
// root: without it those tests are skipped by name, and the rest of what they
// prove stands in the tests that run.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import * as fs from "node:fs";
import { PROGRAM } from "../support/paths.ts";
import { type Outcome, type Sandbox, sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS, until } from "../support/until.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const NOBODY = 65534;
/** Whether a process of another user can be had, and can reach the binary. */
const canBeOther = process.getuid?.() === 0 && canRun(NOBODY);

function canRun(uid: number): boolean {
  const become = ["setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--clear-groups"];
  return Bun.which("setpriv") !== null && Bun.spawnSync([...become, PROGRAM, "--version"]).success;
}

/** Everything that may start a daemon. */
const STARTERS = [["daemon"], ["daemon", "--daemonize"], ["set", "a", "working"], ["list"]];

/** Runs each starter; none may succeed, and each must say these words. */
async function refused(box: Sandbox, words: string): Promise<void> {
  for (const args of STARTERS) {
    const outcome = await box.run(args);
    expect([args, outcome.exitCode]).toEqual([args, 1]);
    // A daemon in the foreground may have logged before.
    expect(outcome.stderr.trimEnd().split("\n").at(-1)).toContain(words);
  }
}

describe("what is no socket", () => {
  test("is never removed when it is a regular file, and is named", async () => {
    using box = sandbox();
    fs.writeFileSync(box.socket, "precious");
    await refused(box, "not a socket");
    expect(fs.readFileSync(box.socket, "utf8")).toBe("precious");
  });

  test("is never removed when it is a directory", async () => {
    using box = sandbox();
    fs.mkdirSync(`${box.socket}/inside`, { recursive: true });
    await refused(box, "not a socket");
    expect(fs.existsSync(`${box.socket}/inside`)).toBe(true);
  });

  test("is never removed when it is a symbolic link, wherever it points", async () => {
    using box = sandbox();
    fs.writeFileSync(`${box.folder}/file`, "precious");
    for (const target of [`${box.folder}/file`, `${box.folder}/missing`, box.folder]) {
      fs.symlinkSync(target, box.socket);
      await refused(box, "not a socket");
      expect(fs.readlinkSync(box.socket)).toBe(target);
      fs.unlinkSync(box.socket);
    }
    expect(fs.readFileSync(`${box.folder}/file`, "utf8")).toBe("precious");
    expect(fs.existsSync(`${box.folder}/missing`)).toBe(false);
  });

  test("is never followed when it is a symbolic link to a live socket", async () => {
    using box = sandbox();
    const elsewhere = `${box.folder}/other.sock`;
    box.spawn(["socat", `UNIX-LISTEN:${elsewhere},fork`, "EXEC:cat"]);
    await until(() => fs.existsSync(elsewhere), "the other socket");
    fs.symlinkSync(elsewhere, box.socket);
    await refused(box, "not a socket");
    expect(fs.readlinkSync(box.socket)).toBe(elsewhere);
  });

  test("is never removed when it is a named pipe", async () => {
    using box = sandbox();
    await box.exec(["mkfifo", box.socket]);
    await refused(box, "not a socket");
    expect(fs.lstatSync(box.socket).isFIFO()).toBe(true);
  });
});

/** The longest path that the system takes. */
const LONGEST = process.platform === "linux" ? 107 : 103;

describe("a path", () => {
  test("that is too long is refused with its length and the limit", async () => {
    using box = sandbox();
    const path = box.folder.padEnd(LONGEST, "/x").slice(0, LONGEST);
    const long = `${path}x`;
    for (const args of [...STARTERS, ["status"], ["stop"]]) {
      const outcome = await box.run([...args, "--socket", long]);
      expect(outcome).toEqual({
        stdout: "",
        stderr: `agent-console: socket path is ${LONGEST + 1} bytes long, the system's limit is ${LONGEST}: ${long}\n`,
        exitCode: 2,
      });
    }
    const given = await box.run(["status"], { env: { AGENT_CONSOLE_SOCKET: long } });
    expect(given.exitCode).toBe(2);
  });

  test("of the greatest length works", async () => {
    using box = sandbox();
    const path = `${box.folder}/${"x".repeat(LONGEST - box.folder.length - 1)}`;
    expect(Buffer.byteLength(path)).toBe(LONGEST);
    const outcome = await box.run(["set", "a", "working", "--socket", path]);
    expect(outcome).toMatchObject({ stderr: "", exitCode: 0 });
    expect((await (await box.connect(path)).status()).socket_path).toBe(path);
  });

  test("that is relative means the folder it is typed in", async () => {
    using box = sandbox();
    await box.run(["set", "a", "working", "--socket", "near.sock"]);
    expect((await (await box.connect(`${box.folder}/near.sock`)).status()).sessions.active).toBe(1);
  });

  test("in a folder that is missing is refused by that folder", async () => {
    using box = sandbox();
    const socket = `${box.folder}/missing/hub.sock`;
    const outcome = await box.run(["daemon", "--socket", socket]);
    expect(outcome.exitCode).toBe(1);
    expect(outcome.stderr).toContain(`folder ${box.folder}/missing does not exist`);
  });
});

/** Opens the sandbox's folder to everyone, with the sticky bit that /tmp has. */
function share(box: Sandbox): void {
  fs.chmodSync(box.folder, 0o1777);
  fs.chmodSync(box.env.HOME ?? "", 0o777);
}

function asNobody(box: Sandbox, args: readonly string[]): Promise<Outcome> {
  return box.run(args, { uid: NOBODY });
}

describe.skipIf(!canBeOther)("another user's", () => {
  test("socket is refused by every command, alive or dead, and never removed", async () => {
    using box = sandbox();
    share(box);
    const listen = `UNIX-LISTEN:${box.socket},fork,mode=777`;
    const squatter = box.spawn(["socat", listen, "EXEC:cat"], { uid: NOBODY });
    await until(() => fs.existsSync(box.socket), "the squatter's socket");
    const { ino } = fs.lstatSync(box.socket);
    const words = `belongs to another user (uid ${NOBODY})`;
    await refused(box, words);
    for (const args of [["status"], ["stop"], ["watch"]]) {
      const outcome = await box.run(args);
      expect(outcome.stderr).toContain(words);
      expect(outcome.exitCode).toBe(1);
    }
    squatter.signal("SIGKILL");
    await squatter.exited();
    await refused(box, words);
    expect(fs.lstatSync(box.socket).ino).toBe(ino);
  });

  test("process can't connect: permission denied is no missing daemon", async () => {
    using box = sandbox();
    share(box);
    const daemon = await box.daemon();
    for (const args of [["status"], ["set", "a", "working"], ["list"]]) {
      const outcome = await asNobody(box, args);
      expect(outcome.exitCode).toBe(69);
      expect(outcome.stderr).toContain(`permission denied to connect to ${box.socket}`);
    }
    expect(box.daemons()).toEqual([daemon.pid]);
  });

  test("process is refused even where the socket's mode was loosened", async () => {
    using box = sandbox();
    share(box);
    await box.daemon();
    fs.chmodSync(box.socket, 0o777);
    const request = '{"cmd":"SET","session_id":"a","status":"working"}\n';
    const tool = ["socat", "-t5", "-", `UNIX-CONNECT:${box.socket}`];
    const outcome = await box.exec(tool, { uid: NOBODY, stdin: request.repeat(1000) });
    expect(JSON.parse(outcome.stdout)).toMatchObject({ ok: false, code: "not_permitted" });
    const { sessions, connections } = await (await box.connect()).status();
    expect(sessions.active).toBe(0);
    expect(connections).toBe(1);
  });

  test("lock can't keep the daemon from starting", async () => {
    using box = sandbox();
    share(box);
    for (const role of ["start", "daemon"]) {
      const lock = `${box.socket}.${role}.lock`;
      const holder = [
        "sh",
        "-c",
        `exec 9>"${lock}"; flock 9 || exit 1; echo held; exec sleep 1000`,
      ];
      await box.spawn(holder, { uid: NOBODY }).prints(/held/);
    }
    expect(await box.run(["set", "a", "working"])).toMatchObject({ stderr: "", exitCode: 0 });
  });

  test("process trusts root's socket, and is sent away by root's daemon", async () => {
    using box = sandbox();
    share(box);
    await box.daemon();
    fs.chmodSync(box.socket, 0o777);
    const outcome = await asNobody(box, ["status"]);
    expect(outcome.stderr).toContain("not permitted: this hub belongs to another user");
    expect(outcome.exitCode).toBe(1);
  });
});

test("a socket that may not be used is no missing daemon: permission is denied", async () => {
  using box = sandbox();
  // Root may use any: as root it is all done as another user.
  const user = canBeOther ? { uid: NOBODY } : {};
  const folder = `${box.folder}/own`;
  const socket = `${folder}/hub.sock`;
  fs.chmodSync(box.folder, 0o711);
  fs.mkdirSync(folder, { mode: 0o700 });
  if (canBeOther) fs.chownSync(folder, NOBODY, NOBODY);
  const daemon = box.start(["daemon", "--socket", socket], user);
  await daemon.prints(/listening/);
  fs.chmodSync(socket, 0o000);
  const outcome = await box.run(["set", "a", "working", "--socket", socket], user);
  if (process.getuid?.() === 0 && !canBeOther) return; // root is never denied
  expect(outcome.exitCode).toBe(69);
  expect(outcome.stderr).toContain(`permission denied to connect to ${socket}`);
  expect(box.daemons()).toEqual([daemon.pid]);
});
