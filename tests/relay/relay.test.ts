// Hubs, relays and a real Mosquitto: what one machine does, another shows.
import { expect, setDefaultTimeout, test } from "bun:test";
import * as fs from "node:fs";
import { sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS, until } from "../support/until.ts";
import { HAS_CLIENTS, MOSQUITTO, mosquitto, relay, sessionsOf, shows } from "./broker.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const tested = test.skipIf(MOSQUITTO === null);
/** The same where somebody without a relay speaks with the broker too. */
const beside = test.skipIf(MOSQUITTO === null || !HAS_CLIENTS);
const ASKS = ["question", "--reason", "permission", "--message", "may I read secret.txt?"];

tested(
  "a permission asked on one machine shows on another's watch, and rings its notify",
  async () => {
    using a = sandbox();
    using b = sandbox();
    const broker = await mosquitto(a);
    await Promise.all([relay(a, broker.url, "a"), relay(b, broker.url, "b")]);
    const watch = b.start(["watch", "--json"]);
    await watch.prints(/"type":"snapshot"/);
    const notify = b.start(["notify", "--command", "cat > told"]);
    await until(
      async () => (await b.run(["status", "--json"])).stdout.includes('"subscribers":3'),
      "3 subscribers",
      () => "",
    );
    await a.run(["set", "s1", ...ASKS]);
    await watch.prints(/"session_id":"a\/s1".*"status":"question"/);
    await notify.prints(/a\/s1/);
    await until(
      () => fs.existsSync(`${b.folder}/told`),
      "the command's file",
      () => notify.stderr,
    );
    const next = await b.run(["next"]);
    expect(next.stdout).toContain("a/s1");
    const waited = await b.run(["wait", "a/s1", "--status", "question", "--timeout", "10s"]);
    expect(waited.exitCode).toBe(0);
    expect((await b.run(["statusline"])).stdout).toContain("1");
    const focused = await b.run(["focus", "a/s1"]);
    expect(focused.stderr).toContain("ssh a");
    // What was not chosen has not left the machine.
    const { message, working_dir } = (await sessionsOf(b)).get("a/s1") ?? {};
    expect([message, working_dir]).toEqual([null, null]);
  },
);

tested("each part that is killed shows as what it is, and heals by itself", async () => {
  using a = sandbox();
  using b = sandbox();
  const broker = await mosquitto(a);
  const hub = await a.daemon();
  const other = await b.daemon();
  const published = await relay(a, broker.url, "a");
  await relay(b, broker.url, "b");
  await a.run(["set", "s1", ...ASKS]);
  await a.run(["set", "s2", "working"]);
  await shows(b, "a/s1", { status: "question", stale: false });

  hub.signal("SIGKILL");
  await shows(b, "a/s1", { stale: true });
  await a.daemon();
  await shows(b, "a/s1", { stale: false });

  await a.run(["set", "s0", "working"]);
  await shows(b, "a/s0", { status: "working" });
  other.signal("SIGKILL");
  await other.exited();
  await a.run(["delete", "s0"]); // nobody there hears of it
  await b.daemon();
  await shows(b, "a/s0", null);
  await shows(b, "a/s1", { stale: false });

  published.signal("SIGKILL");
  await shows(b, "a/s1", { stale: true });
  await a.run(["delete", "s2"]);
  await a.run(["set", "s1", "working"]);
  await a.run(["set", "s3", "attention"]);
  await relay(a, broker.url, "a");
  await shows(b, "a/s1", { status: "working", stale: false });
  await shows(b, "a/s2", null);
  await shows(b, "a/s3", { status: "attention" });

  await broker.kill();
  await shows(b, "a/s1", { stale: true });
  await a.run(["set", "s1", "attention"]);
  await broker.start(); // it has kept nothing
  await shows(b, "a/s1", { status: "attention", stale: false });
  await shows(b, "a/s3", { stale: false });
});

tested(
  "an ack given here is told to the session's own hub, and is taken back likewise",
  async () => {
    using a = sandbox();
    using b = sandbox();
    const broker = await mosquitto(a);
    await Promise.all([relay(a, broker.url, "a"), relay(b, broker.url, "b")]);
    await a.run(["set", "s1", ...ASKS]);
    await shows(b, "a/s1", { status: "question" });
    const seen = async () => (await sessionsOf(a)).get("s1");
    expect((await b.run(["ack", "a/s1"])).exitCode).toBe(0);
    await until(
      async () => (await seen())?.acknowledged_ms,
      "the ack",
      () => "none",
    );
    await b.run(["unack", "a/s1"]);
    await until(
      async () => (await seen())?.acknowledged_ms === null,
      "no ack",
      () => "one",
    );
    await b.run(["snooze", "a/s1", "1h"]);
    await until(
      async () => (await seen())?.snoozed_until_ms,
      "the snooze",
      () => "none",
    );
  },
);

beside("on a shared prefix others' sessions are shown, and nobody's acks are taken", async () => {
  using a = sandbox();
  using b = sandbox();
  const broker = await mosquitto(a);
  await relay(a, broker.url, "a", ["--shared"]);
  await relay(b, broker.url, "b", ["--user", "ben", "--shared"]);
  await a.run(["set", "s1", ...ASKS]);
  await a.run(["set", "s2", "working"]);
  await shows(b, "anna@a/s1", { status: "question", host: "anna@a" });
  await b.run(["ack", "anna@a/s1"]);
  const command = { version: 1, command: "ack", session_id: "s1", from: "b" };
  const { instance, since_ms } = (await sessionsOf(a)).get("s1") ?? {};
  const payload = JSON.stringify({ ...command, instance, since_ms });
  expect((await broker.publish("agent-console/anna/a/command", payload)).exitCode).toBe(0);
  await a.run(["set", "s2", "attention"]); // comes after it
  await shows(b, "anna@a/s2", { status: "attention" });
  expect((await sessionsOf(a)).get("s1")).toMatchObject({ acknowledged_ms: null });
});

beside(
  "of five machines each shows the others' sessions once, and publishes only its own",
  async () => {
    using a = sandbox();
    using b = sandbox();
    using c = sandbox();
    using d = sandbox();
    using e = sandbox();
    const broker = await mosquitto(a);
    const boxes = Object.entries({ a, b, c, d, e });
    await Promise.all(boxes.map(([name, box]) => relay(box, broker.url, name)));
    await Promise.all(boxes.map(([name, box]) => box.run(["set", `of-${name}`, "working"])));
    for (const [name, box] of boxes) {
      const others = boxes
        .filter(([other]) => other !== name)
        .map(([other]) => `${other}/of-${other}`);
      for (const id of others) await shows(box, id, { status: "working", stale: false });
      expect([...(await sessionsOf(box)).keys()].sort()).toEqual([...others, `of-${name}`].sort());
    }
    const to = ["-h", "127.0.0.1", "-p", String(broker.port), "-W", "1"];
    const kept = await a.exec(["mosquitto_sub", ...to, "-t", "+/+/+/session/#", "-F", "%t"]);
    const expected = boxes.map(([name]) => `agent-console/anna/${name}/session/of-${name}`);
    expect(kept.stdout.trim().split("\n").sort()).toEqual(expected);
  },
);

beside("a hostile publisher changes nothing of this hub's, and costs others nothing", async () => {
  using a = sandbox();
  using b = sandbox();
  const broker = await mosquitto(a);
  const { publish } = broker;
  const running = await relay(a, broker.url, "a");
  await relay(b, broker.url, "b");
  await a.run(["set", "mine", "working"]);
  await shows(b, "a/mine", { status: "working" });
  const session = {
    ...{ session_id: "x", instance: "1", agent_type: "evil", status: "working" },
    ...{ since_ms: 1, updated_ms: 1, display_name: "\u001b]0;x\u0007" },
  };
  const as = (more: object) =>
    JSON.stringify({ version: 1, sent: 1, session: { ...session, ...more } });
  const root = "agent-console/anna";
  await publish(`${root}/a/session/mine`, as({ session_id: "mine", status: "closed" }));
  await publish(`${root}/evil/session/x`, as({}));
  await publish(`${root}/evil/session/x`, "{".repeat(5000));
  await publish(`${root}/evil/session/x`, "x".repeat(200_000));
  await publish(`${root}/evil/session/other`, as({}));
  await publish(`${root}/evil/hub`, '{"version":1,"state":"maybe"}');
  await publish(
    `${root}/evil/session/pid`,
    as({
      session_id: "pid",
      display_name: "ok",
      pid: 1,
      terminal: { tmux: "x" },
      working_dir: "relative",
    }),
  );
  await publish(
    `${root}/evil/session/ok`,
    as({ session_id: "ok", display_name: "ok", pid: 1, terminal: { tmux: "x" } }),
    "-r",
  );
  await publish(`${root}/a/command`, '{"version":1,"command":"rm","session_id":"mine"}');
  await shows(a, "evil/ok", { status: "working", pid: null, terminal: null, stale: true });
  expect([...(await sessionsOf(a)).keys()].sort()).toEqual(["evil/ok", "mine"]);
  expect((await sessionsOf(a)).get("mine")).toMatchObject({ status: "working", via: null });
  expect(running.stdout).toMatch(/from evil: /);
  expect(running.stdout + running.stderr).not.toMatch(/bug| {4}at /);
  await a.run(["set", "mine", "attention"]);
  await shows(b, "a/mine", { status: "attention" });
});

beside("what a relay of a newer version says is shown as far as it is understood", async () => {
  using a = sandbox();
  const broker = await mosquitto(a);
  const running = await relay(a, broker.url, "a");
  const session = {
    ...{ session_id: "x", instance: "1", agent_type: "later", status: "working" },
    ...{ since_ms: 1, updated_ms: 1, invented: { much: "later" } },
  };
  const publish = (message: object) =>
    broker.publish("agent-console/anna/new/session/x", JSON.stringify(message), "-r");
  await publish({ version: 2, sent: 1, session: { nothing: "alike" } });
  await running.prints(/from new: a session is of a newer version/);
  await publish({ version: 1, sent: 2, session, more: 1 });
  await shows(a, "new/x", { status: "working", agent_type: "later", display_name: "unknown" });
});
