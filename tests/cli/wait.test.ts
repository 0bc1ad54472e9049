import { expect, setDefaultTimeout, test } from "bun:test";
import * as fs from "node:fs";
import { PROGRAM } from "../support/paths.ts";
import { sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS, until } from "../support/until.ts";
import type { WireClient } from "../support/wire.ts";

setDefaultTimeout(TEST_LIMIT_MS);

/** Waits until so many listen: from then on nothing that happens is missed. */
async function listeners(wire: WireClient, count: number): Promise<void> {
  await until(async () => (await wire.status()).subscribers >= count, `${count} subscribers`);
}

test("wait ends when the turn does, and prints the session", async () => {
  using box = sandbox();
  await box.daemon();
  const wire = await box.connect();
  await wire.set("a", "working");
  const waiting = box.start(["wait", "a", "--json"]);
  await listeners(wire, 1);
  await wire.set("a", "attention", { reason: "turn_done" });
  const { stdout, exitCode } = await waiting.exited();
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject([{ session_id: "a", status: "attention" }]);
});

test("a state that was left again within the same instant still ends the wait", async () => {
  using box = sandbox();
  await box.daemon();
  const wire = await box.connect();
  await wire.set("a", "working");
  const waits = Array.from({ length: 8 }, () => box.start(["wait", "a", "--status", "question"]));
  await listeners(wire, waits.length);
  const line = (status: string) => `${JSON.stringify({ cmd: "SET", session_id: "a", status })}\n`;
  wire.send(line("question") + line("working"));
  const ends = await Promise.all(waits.map((one) => one.exited()));
  expect(ends.map(({ exitCode }) => exitCode)).toEqual(waits.map(() => 0));
});

test("waits that begin while the state flickers all end with it", async () => {
  using box = sandbox();
  await box.daemon();
  const wire = await box.connect();
  await wire.set("a", "working");
  const waits = Array.from({ length: 10 }, () => box.start(["wait", "a", "--status", "question"]));
  let isOver = false;
  const flicker = (async () => {
    while (!isOver) {
      await wire.set("a", "question");
      await wire.set("a", "working");
    }
  })();
  const ends = await Promise.all(waits.map((one) => one.exited()));
  isOver = true;
  await flicker;
  expect(ends.map(({ exitCode }) => exitCode)).toEqual(waits.map(() => 0));
});

test("another session of the same name does not meet the wait", async () => {
  using box = sandbox();
  await box.daemon();
  const wire = await box.connect();
  await wire.set("a", "working");
  const waiting = box.start(["wait", "a"]);
  await listeners(wire, 1);
  const frames = [
    { cmd: "DELETE", session_id: "a" },
    { cmd: "SET", session_id: "a", status: "attention" },
  ];
  wire.send(frames.map((frame) => `${JSON.stringify(frame)}\n`).join(""));
  const { stderr, exitCode } = await waiting.exited();
  expect(stderr).toContain("was deleted");
  expect(exitCode).toBe(1);
});

test("a session that ends first fails the wait with 1, an unknown one too, a limit with 124", async () => {
  using box = sandbox();
  await box.daemon();
  const wire = await box.connect();
  await wire.set("a", "working");
  const waiting = box.start(["wait", "a"]);
  await listeners(wire, 1);
  await wire.data({ cmd: "RM", session_id: "a" });
  expect(await waiting.exited()).toMatchObject({ exitCode: 1 });
  expect(await box.run(["wait", "nobody"])).toMatchObject({ exitCode: 1 });
  await wire.set("b", "working");
  const late = await box.run(["wait", "b", "--timeout", "100ms"]);
  expect(late).toMatchObject({ exitCode: 124, stdout: "" });
});

test("the session's start is no end of its turn", async () => {
  using box = sandbox();
  await box.daemon();
  const wire = await box.connect();
  await wire.set("a", "working");
  const waiting = box.start(["wait", "a", "--json"]);
  await listeners(wire, 1);
  await wire.set("a", "attention", { reason: "started" });
  await wire.set("a", "working");
  await wire.set("a", "attention", { reason: "turn_done" });
  const { stdout } = await waiting.exited();
  expect(JSON.parse(stdout)).toMatchObject([{ reason: "turn_done" }]);
});

test("a turn whose work nobody reported ends the wait that saw its start", async () => {
  using box = sandbox();
  await box.daemon();
  const wire = await box.connect();
  await wire.set("a", "attention", { reason: "started" });
  const waiting = box.start(["wait", "a"]);
  await listeners(wire, 1);
  await wire.set("a", "attention", { reason: "turn_done" });
  expect(await waiting.exited()).toMatchObject({ exitCode: 0 });
});

test("naming several waits for all of them, --any for the first", async () => {
  using box = sandbox();
  await box.daemon();
  const wire = await box.connect();
  await wire.set("a", "working");
  await wire.set("b", "working");
  const all = box.start(["wait", "a", "b", "--json"]);
  const any = box.start(["wait", "a", "b", "--any", "--json"]);
  await listeners(wire, 2);
  await wire.set("b", "attention");
  expect(JSON.parse((await any.exited()).stdout)).toMatchObject([{ session_id: "b" }]);
  await wire.set("b", "working");
  await wire.set("a", "question");
  const met: { session_id: string }[] = JSON.parse((await all.exited()).stdout);
  expect(met.map(({ session_id }) => session_id)).toEqual(["a", "b"]);
});

test("--needs-me holds for a session that is yet to come, and not for one that was seen", async () => {
  using box = sandbox();
  await box.daemon();
  const wire = await box.connect();
  await wire.set("seen", "attention");
  await wire.data({ cmd: "ACK", session_id: "seen" });
  const waiting = box.start(["wait", "--needs-me", "--json"]);
  await listeners(wire, 1);
  await wire.set("new", "question");
  expect(JSON.parse((await waiting.exited()).stdout)).toMatchObject([{ session_id: "new" }]);
});

test("a snooze that ends meets --needs-me by the clock alone", async () => {
  using box = sandbox();
  await box.daemon();
  const wire = await box.connect();
  await wire.set("a", "question");
  await wire.data({ cmd: "SNOOZE", session_id: "a", for_ms: 300 });
  expect(await box.run(["wait", "a", "--needs-me"])).toMatchObject({ exitCode: 0 });
});

test("a wait outlives the hub and is met by the next one", async () => {
  using box = sandbox();
  const daemon = await box.daemon();
  const wire = await box.connect();
  await wire.set("a", "working");
  const other = box.start(["wait", "--needs-me", "--json"]);
  await listeners(wire, 1);
  daemon.signal("SIGKILL");
  await daemon.exited();
  await other.prints(/waiting for it to come back/);
  await box.daemon();
  const again = await box.connect();
  await again.set("b", "question");
  expect(JSON.parse((await other.exited()).stdout)).toMatchObject([{ session_id: "b" }]);
});

test("a wait for one session outlives a hub that was killed, and so does an ack", async () => {
  using box = sandbox();
  const daemon = await box.daemon();
  const wire = await box.connect();
  await wire.set("a", "working");
  await wire.set("seen", "attention");
  await wire.data({ cmd: "ACK", session_id: "seen" });
  const waiting = box.start(["wait", "a", "--json"]);
  await listeners(wire, 1);
  daemon.signal("SIGKILL");
  await daemon.exited();
  await waiting.prints(/waiting for it to come back/);
  await box.daemon();
  const again = await box.connect();
  await again.set("a", "question");
  expect(JSON.parse((await waiting.exited()).stdout)).toMatchObject([{ session_id: "a" }]);
  const seen = await again.data({ cmd: "GET", session_id: "seen" });
  expect(seen.acknowledged_ms).toBeNumber();
});

test("the README's script starts two agents and goes on when both are done", async () => {
  using box = sandbox();
  await box.daemon();
  const bin = `${box.folder}/bin`;
  fs.mkdirSync(bin);
  fs.symlinkSync(PROGRAM, `${bin}/agent-console`);
  // An agent that does as Claude Code does: its hooks, in its order, as children of its own.
  const agent = `#!/bin/sh
hook() { printf '{"session_id":"%s","hook_event_name":"%s","cwd":"%s"}' "$id" "$1" "$PWD" | agent-console hook claude; }
id=$2; hook SessionStart; hook UserPromptSubmit; hook Stop; exec sleep 60
`;
  fs.writeFileSync(`${bin}/claude`, agent, { mode: 0o755 });
  fs.mkdirSync(`${box.folder}/api`);
  fs.mkdirSync(`${box.folder}/web`);
  const script = `
    a=agent-a b=agent-b
    agent-console set $a working && agent-console set $b working
    (cd api && claude --session-id $a "make the tests pass") >/dev/null &
    (cd web && claude --session-id $b "update the docs") >/dev/null &
    agent-console wait $a $b --timeout 30s
    echo "both are done"; kill %1 %2
  `;
  const env = { PATH: `${bin}:${box.env.PATH}` };
  const { stdout, exitCode } = await box.exec(["bash", "-c", script], { env });
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(
    /attention +api +agent-a[^\n]*\n[^\n]*attention +web +agent-b[^\n]*\nboth are done/,
  );
});
