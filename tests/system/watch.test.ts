import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { PROGRAM } from "../support/paths.ts";
import { type Running, sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS, until } from "../support/until.ts";
import type { Frame } from "../support/wire.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const eventsOf = ({ stdout }: Running): Frame[] =>
  stdout
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));

describe("watch", () => {
  test("follows every change, a line each", async () => {
    using box = sandbox();
    await box.daemon();
    const client = await box.connect();
    await client.set("before", "working");
    const watch = box.start(["watch"]);
    await watch.prints(/ working +unknown +before\n/);
    await client.set("a1", "question", { message: "may\nI?", working_dir: "/w/one" });
    await watch.prints(/ question +one +a1 +may I\?\n/);
    await client.data({ cmd: "DELETE", session_id: "a1" });
    await watch.prints(/ deleted +a1\n/);
    expect(watch.stdout.trimEnd().split("\n").length).toBe(3);
    expect(watch.stderr).toBe("");
  });

  test("prints the events themselves as JSON Lines", async () => {
    using box = sandbox();
    await box.daemon();
    const client = await box.connect();
    const watch = box.start(["watch", "--json"]);
    await watch.prints(/"snapshot"/);
    await client.set("a1", "working");
    await watch.prints(/"update"/);
    expect(eventsOf(watch)).toMatchObject([
      { type: "snapshot", seq: 0, sessions: [] },
      { type: "update", seq: 1, session: { session_id: "a1" } },
    ]);
  });

  test("starts the daemon when there is none", async () => {
    using box = sandbox();
    const watch = box.start(["watch", "--json"]);
    await watch.prints(/"snapshot"/);
    expect(box.daemons().length).toBe(1);
  });

  test("comes back by itself after kill -9, and misses nothing", async () => {
    using box = sandbox();
    const first = await box.daemon();
    const watch = box.start(["watch", "--json"]);
    await watch.prints(/"snapshot"/);
    const before = await box.connect();
    await before.set("a1", "working");
    await watch.prints(/"update"/);
    first.signal("SIGKILL");
    await watch.prints(/waiting for it to come back/);
    await first.exited();
    await box.daemon();
    const after = await box.connect();
    await after.set("a2", "working");
    await watch.prints(/"session_id":"a2"/);
    // It is not the one who starts it again.
    expect(box.daemons().length).toBe(1);
  });

  test("resumes where it was when only the connection was lost", async () => {
    using box = sandbox();
    await box.daemon();
    const client = await box.connect();
    for (const id of ["a", "b", "c"]) await client.set(id, "working");
    // A relay between them can be cut without the daemon's doing.
    const relayed = `${box.folder}/relay.sock`;
    const relay = () =>
      box.spawn(["socat", `UNIX-LISTEN:${relayed},unlink-early`, `UNIX-CONNECT:${box.socket}`]);
    const subscribers = async () => (await client.status()).subscribers;
    const cut = relay();
    await until(
      () =>
        Bun.file(relayed)
          .stat()
          .catch(() => null),
      "the relay",
    );
    const watch = box.start(["watch", "--json", "--socket", relayed]);
    await watch.prints(/"snapshot"/);
    cut.signal("SIGKILL");
    await cut.exited();
    await until(async () => (await subscribers()) === 0, "the loss to be seen", subscribers);
    await client.set("b", "attention");
    await client.data({ cmd: "DELETE", session_id: "a" });
    relay();
    await watch.prints(/"resumed":true/);
    const [snapshot, resumed] = eventsOf(watch);
    expect(snapshot).toMatchObject({ type: "snapshot", seq: 3 });
    expect(resumed).toMatchObject({ type: "snapshot", seq: 5, deleted: ["a"] });
    expect(resumed?.sessions.map((one: Frame) => one.session_id)).toEqual(["b"]);
    await client.set("c", "attention");
    await watch.prints(/"type":"update","seq":6/);
  });

  test("says why the daemon left, and waits for it", async () => {
    using box = sandbox();
    await box.daemon();
    const watch = box.start(["watch"]);
    const client = await box.connect();
    const subscribers = async () => (await client.status()).subscribers;
    await until(async () => (await subscribers()) === 1, "the subscription", subscribers);
    await client.data({ cmd: "STOP" });
    await watch.prints(/daemon left: stop/);
    await watch.prints(/waiting for it to come back/);
    await box.daemon();
    const later = await box.connect();
    await later.set("a1", "working");
    await watch.prints(/working +unknown +a1/);
    expect(box.daemons().length).toBe(1);
  });

  test("ends quietly when nobody reads it any more", async () => {
    using box = sandbox();
    await box.daemon();
    const client = await box.connect();
    await client.set("a1", "working");
    const script = '"$0" watch | head -n1; echo "ended $?"';
    const pipeline = box.spawn(["sh", "-c", script, PROGRAM]);
    await pipeline.prints(/a1/);
    // It notices with the next line that it can't write.
    const changed = async () => {
      await client.set("a1", "working", { priority: 1 });
      return pipeline.stdout.includes("ended 0");
    };
    await until(changed, "the end of watch", () => pipeline.stdout + pipeline.stderr);
    expect(pipeline.stderr).toBe("");
  });

  test("fails at once when its first connection is refused", async () => {
    using box = sandbox();
    await Bun.write(box.socket, "precious");
    const outcome = await box.run(["watch"]);
    expect(outcome).toMatchObject({ exitCode: 1, stdout: "" });
    expect(outcome.stderr).toContain("not a socket");
  });
});
