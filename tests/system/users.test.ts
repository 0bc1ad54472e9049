// Users of one machine who have configured nothing: each has a hub and finds it,
// whoever came first and whatever stands in the way. Needs root, for users and a
// /tmp of its own; without it these tests are skipped by name.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS } from "../support/until.ts";
import { hasMachines, type Machine, openMachine } from "../support/users.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const [ANN, BOB, EVE] = [5001, 5002, 5003];
const DEFAULT = "/tmp/agent-console.sock";
const PAYLOAD = JSON.stringify({ session_id: "h", hook_event_name: "UserPromptSubmit", cwd: "/w" });

/** Reports a session of the user's own name. */
async function report(machine: Machine, uid: number): Promise<void> {
  const outcome = await machine.run(uid, ["set", `of-${uid}`, "working"]);
  expect({ uid, ...outcome }).toMatchObject({ uid, stderr: "", exitCode: 0 });
}

async function listed(machine: Machine, uid: number, env = {}): Promise<string[]> {
  const outcome = await machine.run(uid, ["list", "--json"], { env });
  expect({ uid, ...outcome }).toMatchObject({ uid, stderr: "", exitCode: 0 });
  return JSON.parse(outcome.stdout).map(({ session_id }: { session_id: string }) => session_id);
}

async function socketOf(machine: Machine, uid: number): Promise<string> {
  const { stdout } = await machine.run(uid, ["status", "--json"]);
  return JSON.parse(stdout).socket_path;
}

async function stop(machine: Machine, uid: number): Promise<void> {
  expect(await machine.run(uid, ["stop", "--force"])).toMatchObject({ exitCode: 0 });
}

describe.skipIf(!hasMachines)("with nothing configured", () => {
  test("a user alone has the default path", async () => {
    using box = sandbox();
    const machine = await openMachine(box);
    await report(machine, ANN);
    expect(await socketOf(machine, ANN)).toBe(DEFAULT);
  });

  test("every user finds their own hub, in any order of starting and stopping", async () => {
    using box = sandbox();
    const machine = await openMachine(box);
    for (const uid of [ANN, BOB, EVE, 0]) await report(machine, uid);
    for (const uid of [0, EVE, BOB, ANN]) {
      expect(await listed(machine, uid)).toEqual([`of-${uid}`]);
    }
    expect(await socketOf(machine, ANN)).toBe(DEFAULT);
    await stop(machine, ANN);
    expect(await listed(machine, BOB)).toEqual([`of-${BOB}`]);
    await report(machine, ANN);
    expect(await socketOf(machine, ANN)).toBe(DEFAULT);
    await stop(machine, ANN);
    await stop(machine, BOB);
    await report(machine, BOB);
    expect(await socketOf(machine, BOB)).toBe(DEFAULT);
    await report(machine, ANN);
    for (const uid of [ANN, BOB, EVE, 0]) {
      expect(await listed(machine, uid)).toEqual([`of-${uid}`]);
    }
  });

  test("users who start at the same time each get a hub", async () => {
    using box = sandbox();
    const machine = await openMachine(box);
    const users = [ANN, BOB, EVE, 5004, 5005];
    await Promise.all(users.map((uid) => report(machine, uid)));
    for (const uid of users) expect(await listed(machine, uid)).toEqual([`of-${uid}`]);
  });

  test("a hub that was killed is found again with its sessions, wherever it listened", async () => {
    using box = sandbox();
    const machine = await openMachine(box);
    await report(machine, ANN);
    await report(machine, BOB);
    for (const uid of [ANN, BOB]) {
      const { stdout } = await machine.run(uid, ["status", "--json"]);
      process.kill(JSON.parse(stdout).pid, "SIGKILL");
    }
    expect(await listed(machine, BOB)).toEqual([`of-${BOB}`]);
    await stop(machine, BOB);
    expect(await listed(machine, ANN)).toEqual([`of-${ANN}`]);
  });

  test("whoever follows their hub follows it to another path", async () => {
    using box = sandbox();
    const machine = await openMachine(box);
    await report(machine, BOB);
    const watch = machine.start(BOB, ["watch", "--json"]);
    await watch.prints(/"session_id":"of-5002"/);
    await stop(machine, BOB);
    await report(machine, ANN);
    expect(await machine.run(BOB, ["set", "later", "working"])).toMatchObject({ exitCode: 0 });
    expect(await socketOf(machine, BOB)).not.toBe(DEFAULT);
    await watch.prints(/"session_id":"later"/);
  });

  const OBSTACLES = {
    "a file at the default path": `touch ${DEFAULT}`,
    "a folder at the default path": `mkdir ${DEFAULT}`,
    "a link at the default path": `ln -s /nowhere ${DEFAULT}`,
    "a socket that nobody serves": `socat UNIX-LISTEN:${DEFAULT},unlink-close=0 - </dev/null & while [ ! -S ${DEFAULT} ]; do sleep 0.01; done; kill $!`,
    "a folder in the place of the user's": `touch ${DEFAULT}; mkdir -m 700 /tmp/agent-console-${ANN}`,
    "a file in the place of the user's folder": `touch ${DEFAULT} /tmp/agent-console-${ANN}`,
    "a link in the place of the user's folder": `touch ${DEFAULT}; ln -s / /tmp/agent-console-${ANN}`,
  };
  test.each(Object.entries(OBSTACLES))("a user has a hub in spite of %s", async (_, line) => {
    using box = sandbox();
    const machine = await openMachine(box);
    await machine.shell(EVE, line);
    await report(machine, ANN);
    expect(await machine.run(ANN, ["hook", "claude"], { stdin: PAYLOAD })).toMatchObject({
      exitCode: 0,
    });
    expect((await listed(machine, ANN)).sort()).toEqual(["h", `of-${ANN}`]);
    // With the obstacle gone it is still the same hub.
    await machine.shell(EVE, `find /tmp -maxdepth 1 -user ${EVE} -exec rm -rf {} +`);
    expect((await listed(machine, ANN)).sort()).toEqual(["h", `of-${ANN}`]);
    expect((await machine.run(ANN, ["doctor"])).stdout).toContain("ok    hub: version");
  });
});

test.skipIf(!hasMachines)(
  "doctor finds a report that was left for a hub that nobody starts",
  async () => {
    using box = sandbox();
    const machine = await openMachine(box);
    const env = { AGENT_CONSOLE_SOCKET: "/tmp/elsewhere/hub.sock" };
    await machine.run(ANN, ["hook", "claude"], { env, stdin: PAYLOAD });
    const name = "/tmp/agent-console-5001/%tmp%elsewhere%hub.sock.spool";
    // Named by when it was left: an hour ago.
    const long = `${Date.now() - 3_600_000}000-1-000.json`;
    await machine.shell(ANN, `mv ${name}/*.json ${name}/${long}`);
    await report(machine, ANN);
    const { stdout, exitCode } = await machine.run(ANN, ["doctor"]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain("1 report waits for the hub of /tmp/elsewhere/hub.sock");
    expect(stdout).toContain("mend it: agent-console list --socket /tmp/elsewhere/hub.sock");
  },
);

describe.skipIf(!hasMachines)("root that acts for a user", () => {
  const SUDO = { SUDO_UID: `${ANN}`, SUDO_GID: `${ANN}` };

  test("speaks with that user's hub, wherever it listens", async () => {
    using box = sandbox();
    const machine = await openMachine(box);
    await report(machine, BOB);
    await report(machine, ANN);
    expect(await listed(machine, 0, SUDO)).toEqual([`of-${ANN}`]);
  });

  test("starts no hub in their place, and says who can", async () => {
    using box = sandbox();
    const machine = await openMachine(box);
    for (const args of [
      ["list"],
      ["set", "a", "working"],
      ["watch"],
      ["daemon"],
      ["daemon", "--daemonize"],
    ]) {
      const outcome = await machine.run(0, args, { env: SUDO });
      expect([args, outcome.stdout]).toEqual([args, ""]);
      expect(outcome.exitCode).not.toBe(0);
      expect(outcome.stderr).toContain(`for user ${ANN}`);
      expect(outcome.stderr).toContain("run it without sudo");
    }
    expect(await machine.shell(0, "ls -A /tmp")).toBe("");
    await report(machine, ANN);
    expect(await socketOf(machine, ANN)).toBe(DEFAULT);
  });

  test("leaves a report that their hub takes in, and no file of root's", async () => {
    using box = sandbox();
    const machine = await openMachine(box);
    const outcome = await machine.run(0, ["hook", "claude"], { env: SUDO, stdin: PAYLOAD });
    expect(outcome).toEqual({ stdout: "", stderr: "", exitCode: 0 });
    expect(await machine.shell(0, "find /tmp -mindepth 1 -user root")).toBe("");
    expect(await listed(machine, ANN)).toEqual(["h"]);
  });
});
