import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, readlinkSync, renameSync, statSync } from "node:fs";
import { PROGRAM } from "../support/paths.ts";
import { gone, isAlive, type Sandbox, sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS, until } from "../support/until.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const isLinux = process.platform === "linux";

/** What the daemon leaves behind beside its socket, but for the state that a successor restores. */
const leftovers = (box: Sandbox) =>
  readdirSync(box.folder).filter((name) => /^hub\.sock(?!\.journal$)/.test(name));

async function onlyDaemon(box: Sandbox): Promise<number> {
  const { pid } = await (await box.connect()).status();
  expect(box.daemons()).toEqual([pid]);
  return pid;
}

describe("a signal", () => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    test(`${signal} ends the daemon in order`, async () => {
      using box = sandbox();
      const daemon = await box.daemon();
      const [subscriber, plain] = await Promise.all([box.connect(), box.connect()]);
      await subscriber.ask({ cmd: "SUB" });
      await plain.set("a", "working");
      daemon.signal(signal);
      const shutdown = await subscriber.waitFor(
        "the shutdown event",
        ({ type }) => type === "shutdown",
      );
      expect(shutdown).toEqual({ version: 1, type: "shutdown", seq: 1, reason: "signal" });
      await Promise.all([subscriber.closed(), plain.closed()]);
      expect((await daemon.exited()).exitCode).toBe(0);
      expect(leftovers(box)).toEqual([]);
    });
  }

  test("that ends the daemon costs nobody the replies that are owed", async () => {
    using box = sandbox();
    const daemon = await box.daemon();
    const client = await box.connect();
    const message = "x".repeat(1000);
    for (let i = 0; i < 300; i++) await client.set(`s${i}`, "working", { message });
    client.pause();
    client.write({ cmd: "LIST", id: "owed" });
    const other = await box.connect();
    await other.status();
    daemon.signal("SIGTERM");
    await other.closed();
    client.resume();
    const reply = await client.waitFor("the reply owed", ({ id }) => id === "owed");
    expect(reply.data.length).toBe(300);
    expect((await daemon.exited()).exitCode).toBe(0);
  });

  test("SIGPIPE and SIGHUP do not end the daemon", async () => {
    using box = sandbox();
    const daemon = await box.daemon();
    for (const signal of ["SIGPIPE", "SIGHUP", "SIGPIPE", "SIGHUP"] as const) {
      daemon.signal(signal);
      expect((await (await box.connect()).status()).pid).toBe(daemon.pid);
    }
  });

  test("SIGHUP reopens the log after it was moved away", async () => {
    using box = sandbox();
    const log = `${box.folder}/log/hub.log`;
    const daemon = box.start(["daemon", "--log-file", log]);
    await until(
      () => existsSync(box.socket),
      "the socket",
      () => daemon.stderr,
    );
    renameSync(log, `${log}.old`);
    daemon.signal("SIGHUP");
    await until(() => existsSync(log), "a new log");
    daemon.signal("SIGTERM");
    await daemon.exited();
    expect(readFileSync(log, "utf8")).toMatch(/ info shutting down: signal\n$/);
    expect(readFileSync(`${log}.old`, "utf8")).toMatch(/ info listening at /);
    expect((statSync(log).mode & 0o777).toString(8)).toBe("600");
  });

  test("while nobody reads the log does not matter", async () => {
    using box = sandbox();
    const script = `exec "$0" daemon 2>&1 | head -n1`;
    const daemon = box.spawn(["sh", "-c", script, PROGRAM]);
    await daemon.prints(/listening/);
    const client = await box.connect();
    await client.set("a", "working");
    client.write({ cmd: "STOP", confirmed: true });
    await client.closed();
    await daemon.exited();
    expect(leftovers(box)).toEqual([]);
  });
});

describe("a daemon at work", () => {
  test("logs to standard error, no more than asked for", async () => {
    using box = sandbox();
    const daemon = box.start(["daemon", "--log-level", "error"]);
    await until(() => existsSync(box.socket), "the socket");
    daemon.signal("SIGTERM");
    expect(await daemon.exited()).toEqual({ stdout: "", stderr: "", exitCode: 0 });
  });

  test("refuses to be the second, and leaves the first alone", async () => {
    using box = sandbox();
    const first = await box.daemon();
    const second = await box.run(["daemon"]);
    expect(second.exitCode).toBe(1);
    expect(second.stderr).toContain(`already running: process ${first.pid} serves ${box.socket}`);
    expect((await (await box.connect()).status()).pid).toBe(first.pid);
  });
});

describe("daemonize", () => {
  test("returns once the daemon answers, and says where it listens", async () => {
    using box = sandbox();
    const outcome = await box.run(["daemon", "--daemonize"]);
    expect(outcome).toEqual({
      stdout: `listening at ${box.socket}\n`,
      stderr: "",
      exitCode: 0,
    });
    expect((await box.run(["status"])).exitCode).toBe(0);
    await onlyDaemon(box);
  });

  test("twice says that it runs already, and is no failure", async () => {
    using box = sandbox();
    await box.run(["daemon", "--daemonize"]);
    const pid = await onlyDaemon(box);
    expect(await box.run(["daemon", "--daemonize"])).toEqual({
      stdout: `already running at ${box.socket}\n`,
      stderr: "",
      exitCode: 0,
    });
    expect(await onlyDaemon(box)).toBe(pid);
  });

  test.skipIf(!isLinux)("detaches from its starter's session, folder and output", async () => {
    using box = sandbox();
    await box.run(["daemon", "--daemonize"]);
    const pid = await onlyDaemon(box);
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    const [, , group, session, terminal] = stat;
    expect({ group, session, terminal }).toEqual({
      group: String(pid),
      session: String(pid),
      terminal: "0",
    });
    expect(readlinkSync(`/proc/${pid}/cwd`)).toBe("/");
    for (const fd of ["0", "1", "2"])
      expect(readlinkSync(`/proc/${pid}/fd/${fd}`)).toBe("/dev/null");
    const environment = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
    const names = environment.map((entry) => entry.split("=")[0] ?? "").filter(Boolean);
    const expected = /^(HOME|USER|LOGNAME|PATH|LANG|LC_ALL|LC_CTYPE|TZ|XDG_.*|AGENT_CONSOLE_.*)$/;
    const foreign = names.filter((name) => !expected.test(name) && !name.startsWith("BUN_"));
    expect(foreign).toEqual([]);
  });

  test("lets a shell go that waits for its output's end", async () => {
    using box = sandbox();
    const script = 'said=$("$0" daemon --daemonize) && echo "[$said]"';
    const outcome = await box.exec(["sh", "-c", script, PROGRAM]);
    expect(outcome.stdout).toBe(`[listening at ${box.socket}]\n`);
    await onlyDaemon(box);
  });

  test("logs to a file of the user's own", async () => {
    using box = sandbox();
    await box.run(["daemon", "--daemonize"]);
    const folder = `${box.folder}/state/agent-console`;
    const log = `${folder}/daemon.log`;
    expect(readFileSync(log, "utf8")).toContain(`listening at ${box.socket}`);
    expect((statSync(log).mode & 0o777).toString(8)).toBe("600");
    expect((statSync(folder).mode & 0o777).toString(8)).toBe("700");
  });

  test("passes on how long to stay and how much to log", async () => {
    using box = sandbox();
    const flags = ["--idle-timeout", "1s", "--log-level", "error"];
    await box.run(["daemon", "--daemonize", ...flags]);
    await until(
      () => box.daemons().length === 0,
      "the idle exit",
      () => box.daemons(),
    );
    expect(readFileSync(`${box.folder}/state/agent-console/daemon.log`, "utf8")).toBe("");
  });

  test("logs where it is told, also by a relative path", async () => {
    using box = sandbox();
    await box.run(["daemon", "--daemonize", "--log-file", "my.log"]);
    expect(readFileSync(`${box.folder}/my.log`, "utf8")).toContain("listening at");
    expect(existsSync(`${box.folder}/state`)).toBe(false);
    expect(readdirSync(box.folder).filter((name) => name.startsWith("my"))).toEqual(["my.log"]);
  });

  test("works where nothing can be logged", async () => {
    using box = sandbox();
    const outcome = await box.run(["daemon", "--daemonize"], {
      env: { HOME: "/proc", XDG_STATE_HOME: "/proc" },
    });
    expect(outcome).toMatchObject({ stderr: "", exitCode: 0 });
    await onlyDaemon(box);
  });

  test("that can't be says why and fails", async () => {
    using box = sandbox();
    const socket = `${box.folder}/missing/hub.sock`;
    const outcome = await box.run(["daemon", "--daemonize", "--socket", socket]);
    expect(outcome.exitCode).not.toBe(0);
    expect(outcome.stdout).toBe("");
    expect(outcome.stderr).toContain(`folder ${box.folder}/missing does not exist`);
  });

  test("survives the terminal it was started from, and its process group", async () => {
    using box = sandbox();
    let shown = "";
    await using terminal = new Bun.Terminal({
      cols: 80,
      rows: 24,
      data(_, chunk) {
        shown += Buffer.from(chunk).toString();
      },
    });
    const shell = Bun.spawn(["sh", "-i"], {
      terminal,
      cwd: box.folder,
      env: { ...box.env, PROGRAM, PS1: "$ " },
    });
    terminal.write('"$PROGRAM" daemon --daemonize\n');
    await until(
      () => shown.includes("listening at "),
      "the daemon",
      () => shown,
    );
    const pid = await onlyDaemon(box);
    terminal.close(); // hangs up: SIGHUP to whoever has it as its terminal
    process.kill(shell.pid, "SIGKILL");
    await shell.exited;
    await gone(shell.pid);
    const client = await box.connect();
    expect((await client.status()).pid).toBe(pid);
    expect(isAlive(pid)).toBe(true);
  });
});

describe("idle exit", () => {
  test("comes when there is neither a connection nor an active session", async () => {
    using box = sandbox();
    const daemon = await box.daemon(["--idle-timeout", "1s"]);
    expect((await daemon.exited()).exitCode).toBe(0);
    expect(daemon.stderr).toContain("shutting down: idle");
    expect(leftovers(box)).toEqual([]);
  });

  // Whoever connects must be sooner than the daemon leaves.
  test.serial("does not come while somebody is connected", async () => {
    using box = sandbox();
    const daemon = await box.daemon(["--idle-timeout", "200ms"]);
    const client = await box.connect();
    await Bun.sleep(1000); // five times what it waits for: there is no event to wait for
    expect(isAlive(daemon.pid)).toBe(true);
    client.close();
    expect((await daemon.exited()).stderr).toContain("shutting down: idle");
  });

  test.serial("does not come while a session is active", async () => {
    using box = sandbox();
    const daemon = await box.daemon(["--idle-timeout", "200ms"]);
    const client = await box.connect();
    await client.set("a", "working");
    client.close();
    await Bun.sleep(1000); // as above
    expect(isAlive(daemon.pid)).toBe(true);
    const closer = await box.connect();
    await closer.set("a", "closed");
    closer.close();
    expect((await daemon.exited()).stderr).toContain("shutting down: idle");
  });
});

describe("STOP", () => {
  test("with no active session is granted at once, and the reply arrives", async () => {
    using box = sandbox();
    const daemon = await box.daemon();
    const [client, subscriber] = await Promise.all([box.connect(), box.connect()]);
    await subscriber.ask({ cmd: "SUB" });
    expect(await client.data({ cmd: "STOP" })).toEqual({ stop_status: "ok" });
    const shutdown = await subscriber.waitFor(
      "the shutdown event",
      ({ type }) => type === "shutdown",
    );
    expect(shutdown.reason).toBe("stop");
    expect((await daemon.exited()).exitCode).toBe(0);
    expect(leftovers(box)).toEqual([]);
  });

  test("once granted has every later request refused, for nothing of it would last", async () => {
    using box = sandbox();
    const daemon = await box.daemon();
    const client = await box.connect();
    const late = { cmd: "SET", session_id: "a", status: "working", id: 7 };
    client.send(`{"cmd":"STOP"}\n${JSON.stringify(late)}\n`);
    const refused = await client.waitFor("the refusal", ({ id }) => id === 7);
    expect(refused).toMatchObject({ ok: false, code: "shutting_down" });
    expect((await daemon.exited()).exitCode).toBe(0);
  });

  test("is no sooner than the answers to what was read with it, however much that is", async () => {
    using box = sandbox();
    const daemon = await box.daemon();
    const client = await box.connect();
    // More than a turn of the event loop gives to one client, and no more than the
    // kernel passes on in one piece (48 kB): what it holds back is never read.
    const count = 1500;
    const late = Array.from({ length: count }, (_, id) => `{"cmd":"LIST","id":${id}}\n`).join("");
    client.send(`{"cmd":"STOP"}\n${late}`);
    await client.closed();
    const refused = client.frames.filter(({ code }) => code === "shutting_down");
    expect(refused.map(({ id }) => id)).toEqual(Array.from({ length: count }, (_, id) => id));
    expect((await daemon.exited()).exitCode).toBe(0);
  });

  test("with active sessions wants to be confirmed", async () => {
    using box = sandbox();
    const daemon = await box.daemon();
    const client = await box.connect();
    await client.set("a", "working");
    await client.set("b", "question");
    await client.set("c", "closed");
    const asked = { stop_status: "confirm_required", active_count: 2 };
    expect(await client.data({ cmd: "STOP" })).toEqual(asked);
    expect(await client.data({ cmd: "STOP", confirmed: false })).toEqual(asked);
    expect(isAlive(daemon.pid)).toBe(true);
    expect(await client.data({ cmd: "STOP", confirmed: true })).toEqual({ stop_status: "ok" });
    expect((await daemon.exited()).exitCode).toBe(0);
  });
});
