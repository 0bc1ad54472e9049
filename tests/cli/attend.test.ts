import { expect, setDefaultTimeout, test } from "bun:test";
import { sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS } from "../support/until.ts";

setDefaultTimeout(TEST_LIMIT_MS);

test("ack, snooze and unack change the order of the list and of next", async () => {
  using box = sandbox();
  await box.daemon();
  const wire = await box.connect();
  await wire.set("first", "attention");
  await wire.set("second", "attention");
  await wire.set("works", "working");
  const order = async () =>
    JSON.parse((await box.run(["list", "--json"])).stdout).map(
      ({ session_id }: { session_id: string }) => session_id,
    );
  expect(await order()).toEqual(["first", "second", "works"]);
  expect(await box.run(["ack", "first"])).toMatchObject({ exitCode: 0 });
  expect(await order()).toEqual(["second", "works", "first"]);
  expect((await box.run(["next"])).stdout).toContain("second");
  expect(await box.run(["snooze", "second", "1h"])).toMatchObject({ exitCode: 0 });
  expect(await order()).toEqual(["works", "first", "second"]);
  await box.run(["unack", "second"]);
  expect(await order()).toEqual(["second", "works", "first"]);
});

test("the wire refuses to ack or snooze what is closed or unknown, and a snooze of no length", async () => {
  using box = sandbox();
  await box.daemon();
  const wire = await box.connect();
  await wire.set("over", "closed");
  for (const cmd of ["ACK", "UNACK", "SNOOZE"]) {
    const ask = (session_id: string) => wire.ask({ cmd, session_id, for_ms: 1000 });
    expect(await ask("over")).toMatchObject({ ok: false, code: "session_closed" });
    expect(await ask("nobody")).toMatchObject({ ok: false, code: "session_not_found" });
  }
  await wire.set("open", "question");
  for (const for_ms of [0, -1, 1.5, "10m", undefined, 1e15]) {
    const reply = await wire.ask({ cmd: "SNOOZE", session_id: "open", for_ms });
    expect(reply).toMatchObject({ ok: false, code: "invalid_request" });
    expect(reply.error).toStartWith("for_ms");
  }
});

test("a duration that is none is an error of the command line", async () => {
  using box = sandbox();
  const { exitCode, stderr } = await box.run(["snooze", "a", "soon"]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("duration");
});
