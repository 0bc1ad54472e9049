import { describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { processIds } from "../../src/host/processes.ts";
import { PROGRAM } from "../support/paths.ts";
import { gone, isAlive, type Running, type Sandbox, sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS, until } from "../support/until.ts";
import type { Frame } from "../support/wire.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const STARTERS = 40;
/** With more than a thousand the table of locks is read faster. */
const PROCESSES = processIds().length;

/** Reports from as many processes at once as there are starters; all of them must get through. */
async function storm(box: Sandbox): Promise<void> {
  const ids = Array.from({ length: STARTERS }, (_, i) => `s${i}`);
  const outcomes = await Promise.all(ids.map((id) => box.run(["set", id, "working"])));
  for (const outcome of outcomes) expect(outcome).toMatchObject({ stderr: "", exitCode: 0 });
  const client = await box.connect();
  const sessions = await client.data({ cmd: "LIST" });
  const reported = sessions.map((session: { session_id: string }) => session.session_id);
  expect(reported.sort()).toEqual(ids.sort());
  const { pid } = await client.status();
  await until(
    () => box.daemons().length === 1,
    "exactly one daemon",
    () => box.daemons(),
  );
  expect(box.daemons()).toEqual([pid]);
}

async function killed(daemon: Running): Promise<void> {
  daemon.signal("SIGKILL");
  await daemon.exited();
}

describe("forty simultaneous starters", () => {
  test("are all served by exactly one daemon, where there was nothing", async () => {
    using box = sandbox();
    await storm(box);
  });

  test("are all served by exactly one daemon, over the socket of a killed one", async () => {
    using box = sandbox();
    await killed(await box.daemon());
    expect(lstatSync(box.socket).isSocket()).toBe(true);
    await storm(box);
  });

  test("are all served by exactly one daemon, while the old one is being killed", async () => {
    using box = sandbox();
    const daemon = await box.daemon();
    const storming = storm(box);
    daemon.signal("SIGKILL");
    // Reports that the old one answered died with it; the others reach the new one.
    await storming.catch(() => {});
    await gone(daemon.pid);
    await storm(box);
  });

  test("are all served by exactly one daemon, while the old one is stopping", async () => {
    using box = sandbox();
    const daemon = await box.daemon();
    daemon.signal("SIGTERM");
    await storm(box);
    await gone(daemon.pid);
  });

  test("that are daemons themselves leave one, and the others say why", async () => {
    using box = sandbox();
    const daemons = Array.from({ length: 10 }, () => box.start(["daemon"]));
    const ended = Promise.all(daemons.map((daemon) => daemon.exited().catch(() => null)));
    await until(
      () => daemons.filter(({ pid }) => isAlive(pid)).length === 1,
      "one daemon to be left",
      () => daemons.map(({ stderr }) => stderr),
    );
    const client = await box.connect();
    const { pid } = await client.status();
    const losers = daemons.filter((daemon) => daemon.pid !== pid);
    expect(losers.length).toBe(9);
    for (const loser of losers) {
      await loser.prints(/already running: process \d+ serves/);
      expect((await loser.exited()).exitCode).toBe(1);
    }
    process.kill(pid, "SIGTERM");
    await ended;
  });
});

describe("a command", () => {
  test("starts the daemon when there is none, and the report is there", async () => {
    using box = sandbox();
    expect(await box.run(["set", "a", "working"])).toMatchObject({ exitCode: 0, stderr: "" });
    expect(JSON.parse((await box.run(["list", "--json"])).stdout)).toMatchObject([
      { session_id: "a" },
    ]);
    expect(box.daemons().length).toBe(1);
  });

  test("that asks whether the daemon runs does not make it run", async () => {
    using box = sandbox();
    for (const args of [["status"], ["dump"], ["stop"], ["stop", "--force"]]) {
      const outcome = await box.run(args);
      expect(outcome.exitCode).toBe(69);
      expect(outcome.stderr).toContain(`no daemon at ${box.socket}`);
    }
    expect(existsSync(box.socket)).toBe(false);
    expect(box.daemons()).toEqual([]);
  });

  test("after kill -9 starts a new daemon in the old one's place", async () => {
    using box = sandbox();
    const daemon = await box.daemon();
    await killed(daemon);
    expect((await box.run(["status"])).exitCode).toBe(69);
    expect((await box.run(["set", "a", "working"])).exitCode).toBe(0);
    const [pid] = box.daemons();
    expect(pid).not.toBe(daemon.pid);
    expect((await (await box.connect()).status()).pid).toBe(pid ?? 0);
  });

  test("finds the daemon whose socket's path was removed, and those connected stay so", async () => {
    using box = sandbox();
    const daemon = await box.daemon();
    const subscriber = await box.connect();
    await subscriber.ask({ cmd: "SUB" });
    rmSync(box.socket);
    expect(await box.run(["set", "a", "working"])).toMatchObject({ stderr: "", exitCode: 0 });
    const update = await subscriber.waitFor("the update", ({ type }) => type === "update");
    expect(update.session).toMatchObject({ session_id: "a" });
    const { pid } = await (await box.connect()).status();
    expect([pid, box.daemons()]).toEqual([daemon.pid, [daemon.pid]]);
  });

  test("finds no daemon where another socket stands in its place, and that one stays", async () => {
    using box = sandbox();
    const daemon = await box.daemon();
    const subscriber = await box.connect();
    await subscriber.ask({ cmd: "SUB" });
    const other = `${box.folder}/other.sock`;
    const impostor = box.spawn(["socat", `UNIX-LISTEN:${other},fork`, "EXEC:cat"]);
    await until(() => existsSync(other), "the other program's socket");
    const { ino } = statSync(other);
    renameSync(other, box.socket);
    daemon.signal("SIGHUP"); // as the next starter would
    expect((await daemon.exited()).exitCode).toBe(0);
    const isShutdown = ({ type }: Frame) => type === "shutdown";
    const shutdown = await subscriber.waitFor("the shutdown event", isShutdown);
    expect(shutdown.reason).toBe("replaced");
    expect(statSync(box.socket).ino).toBe(ino);
    expect(isAlive(impostor.pid)).toBe(true);
    const outcome = await box.run(["daemon"]);
    expect(outcome.exitCode).toBe(1);
    expect(outcome.stderr).toContain("served by another program");
    expect(statSync(box.socket).ino).toBe(ino);
  });
});

describe("a socket", () => {
  test("can be used by its owner alone, from its first instant", async () => {
    using box = sandbox();
    const command = [PROGRAM, "daemon", "--socket", box.socket];
    const trace = `${box.folder}/trace`;
    const isTraced = Bun.which("strace") !== null;
    const tracer = ["strace", "-f", "-o", trace, "--trace=bind,chmod,fchmod,fchmodat,umask"];
    await box.spawn(isTraced ? [...tracer, ...command] : command).prints(/listening/);
    if (isTraced) {
      // The mode is right when it is made, not put right afterwards.
      const calls: string[] =
        (await Bun.file(trace).text()).match(/\b(umask\(\d+|bind|\w*chmod\w*)\b/g) ?? [];
      expect(calls[calls.indexOf("bind") - 1]).toBe("umask(0177");
      expect(calls.slice(calls.indexOf("bind")).join()).not.toContain("chmod");
    }
    expect((statSync(box.socket).mode & 0o777).toString(8)).toBe("600");
  });

  test("and its locks are gone after the daemon has left in order", async () => {
    using box = sandbox();
    expect((await box.run(["set", "a", "working"])).exitCode).toBe(0);
    expect((await box.run(["stop", "--force"])).exitCode).toBe(0);
    const inUse = () => readdirSync(box.folder).filter((name) => name.includes("hub.sock"));
    await until(() => inUse().length === 0, "socket and locks to be gone", inUse);
  });
});

test.skipIf(Bun.which("strace") === null || PROCESSES > 1000)(
  "a hub looks for the holder of a removed lock, and not in the table of locks",
  async () => {
    using box = sandbox();
    const trace = `${box.folder}/trace`;
    const tracer = ["strace", "-f", "-o", trace, "--trace=%file"];
    await box.spawn([...tracer, PROGRAM, "daemon", "--socket", box.socket]).prints(/listening/);
    const opened = await Bun.file(trace).text();
    expect(opened).toContain(`"/proc/${process.pid}/cmdline"`);
    // The kernel makes all its CPUs wait for whoever reads that.
    expect(opened).not.toContain('"/proc/locks"');
  },
);

describe.skipIf(Bun.which("prlimit") === null)("what a starter is limited to", () => {
  const limited = (box: Sandbox, limits: readonly string[], uid?: number) => {
    const command = ["prlimit", ...limits, "nice", "-n", "5", PROGRAM, "list"];
    return box.exec(command, uid === undefined ? {} : { uid });
  };

  test.skipIf(process.getuid?.() !== 0)(
    "is no limit of the hub where that may be shed",
    async () => {
      using box = sandbox();
      await limited(box, ["--cpu=600:", "--fsize=1000000:"]);
      const client = await box.connect();
      await until(async () => (await client.status()).warnings.length === 0, "no warning");
      const [pid] = box.daemons();
      const limits = readFileSync(`/proc/${pid}/limits`, "utf8");
      expect(limits).toMatch(/^Max cpu time +unlimited/m);
      expect(limits).toMatch(/^Max file size +unlimited/m);
    },
  );

  test.skipIf(process.getuid?.() !== 0)("is told of where it may not", async () => {
    using box = sandbox();
    chmodSync(box.folder, 0o777);
    expect(await limited(box, ["--cpu=600:600"], 65534)).toMatchObject({ exitCode: 0 });
    const { warnings } = await (await box.connect()).status();
    expect(warnings.join()).toContain("ended after 600 s of CPU time, as whoever started it");
    expect(warnings.join()).toContain("runs with niceness 5");
  });
});
