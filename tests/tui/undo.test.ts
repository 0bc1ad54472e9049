// Taking back what was done to a session, when the world has gone on meanwhile.
import { expect, setDefaultTimeout } from "bun:test";
import { PROGRAM } from "../support/paths.ts";
import { inTmux as test } from "../support/real.ts";
import { type Sandbox, sandbox } from "../support/sandbox.ts";
import { openTmux } from "../support/tmux.ts";
import { TEST_LIMIT_MS, until } from "../support/until.ts";
import type { WireClient } from "../support/wire.ts";

setDefaultTimeout(TEST_LIMIT_MS);

/** A view of one session, `shop`, that asks for a permission. */
async function open(box: Sandbox) {
  const daemon = await box.daemon();
  const wire = await box.connect();
  await wire.set("a", "question", {
    reason: "permission",
    working_dir: "/src/shop",
    message: "one",
  });
  const tmux = await openTmux(box, { run: `${PROGRAM} watch` });
  await tmux.shows(/◆ permission .*shop/);
  return { daemon, wire, tmux };
}

const session = async (wire: WireClient) => {
  const { ok, data } = await wire.ask({ cmd: "GET", session_id: "a" });
  return ok === true ? data : undefined;
};

test("a question that came since a close, or since it was seen, stays open", async () => {
  using box = sandbox();
  const { wire, tmux } = await open(box);
  const other = { reason: "permission", message: "another" };
  await tmux.press("a");
  await tmux.shows(/seen: permission/);
  await tmux.press("c");
  await tmux.press("y");
  await tmux.shows(/1 closed/);
  await wire.set("a", "question", other);
  await tmux.shows(/◆ permission .*another/);
  await tmux.press("u");
  await tmux.shows(/shop has gone on since: nothing to undo/);
  expect(await session(wire)).toMatchObject({
    closed: false,
    acknowledged_ms: null,
    message: "another",
  });
  await tmux.press("a");
  await tmux.shows(/seen: permission/);
  await tmux.press("a"); // takes that back
  await tmux.shows(/◆ permission/);
  await wire.set("a", "working");
  await wire.set("a", "question", { reason: "plan", message: "a third" });
  await tmux.shows(/◆ plan .*a third/);
  await tmux.press("u");
  await tmux.shows(/shop has gone on since/);
  expect(await session(wire)).toMatchObject({ acknowledged_ms: null });
});

test("what was seen waits again though its agent has said more of the same meanwhile", async () => {
  using box = sandbox();
  const { wire, tmux } = await open(box);
  await tmux.press("a");
  await tmux.shows(/seen: permission/);
  await wire.data({ cmd: "SET", session_id: "a", message: "one, in other words" });
  await tmux.shows(/in other words/);
  await tmux.press("u");
  await tmux.shows(/shop waits for you again/);
  expect(await session(wire)).toMatchObject({ acknowledged_ms: null });
  await tmux.press("u");
  await tmux.shows(/nothing to undo/);
});

test("of a session that somebody else removed, or brought back, u says so and does nothing", async () => {
  using box = sandbox();
  const { wire, tmux } = await open(box);
  await tmux.press("s");
  await tmux.shows(/snooze for/);
  await tmux.press("Enter");
  await tmux.shows(/snoozed/);
  await wire.data({ cmd: "DELETE", session_id: "a" });
  await tmux.shows(/no sessions/);
  await tmux.press("u");
  await tmux.shows(/shop is gone: nothing to undo/);
  expect(await session(wire)).toBeUndefined();
  await wire.set("a", "question", { working_dir: "/src/shop" });
  await tmux.shows(/◆ question .*shop/);
  await tmux.press("d");
  await tmux.press("y");
  await tmux.loses(/◆ question/);
  await wire.set("a", "working", { working_dir: "/src/shop" });
  await tmux.shows(/◐ working .*shop/);
  await tmux.press("u");
  await tmux.shows(/shop has gone on since/);
  expect(await session(wire)).toMatchObject({ status: "working" });
});

test("u works past a kill of the hub, and right behind the key that it takes back", async () => {
  using box = sandbox();
  const { daemon, wire, tmux } = await open(box);
  await tmux.press("d");
  await tmux.press("y");
  await tmux.shows(/no sessions/);
  expect(await session(wire)).toBeUndefined();
  daemon.signal("SIGKILL");
  await daemon.exited();
  const again = await box.daemon();
  await tmux.loses(/hub away/);
  await tmux.press("u");
  await tmux.shows(/◆ permission .*shop .*one/);
  again.signal("SIGSTOP"); // it is there and answers nobody
  await tmux.press("a", "u");
  again.signal("SIGCONT");
  const after = await box.connect();
  await until(async () => (await session(after))?.acknowledged_ms === null, "not seen any more");
  await tmux.shows(/shop waits for you again/);
});

test("what was closed by mistake has waited since it asked", async () => {
  using box = sandbox();
  const { wire, tmux } = await open(box);
  const { since_ms, history } = await session(wire);
  await tmux.press("c");
  await tmux.press("y");
  await tmux.shows(/1 closed/);
  await tmux.press("u");
  await tmux.shows(/shop is open again/);
  expect(await session(wire)).toMatchObject({ closed: false, since_ms, history });
});

test("u goes back act by act, also where two were done to one session", async () => {
  using box = sandbox();
  const { wire, tmux } = await open(box);
  const before = await session(wire);
  await tmux.press("a");
  await tmux.shows(/seen: permission/);
  await tmux.press("a");
  await tmux.shows(/◆ permission/);
  await tmux.press("s");
  await tmux.shows(/snooze for/);
  await tmux.press("Enter");
  await tmux.shows(/snoozed/);
  await tmux.press("c");
  await tmux.press("y");
  await tmux.shows(/shop is closed - u undoes that/);
  await tmux.press("u");
  await tmux.shows(/shop is open again/);
  expect(await session(wire)).toMatchObject({
    closed: false,
    snoozed_until_ms: expect.any(Number),
  });
  await tmux.press("u");
  await tmux.shows(/shop is no longer put off/);
  await tmux.press("u");
  await tmux.shows(/shop is seen again/);
  expect(await session(wire)).toMatchObject({ acknowledged_ms: expect.any(Number) });
  await tmux.press("u");
  await tmux.shows(/shop waits for you again/);
  const { status, reason, message, since_ms, acknowledged_ms, snoozed_until_ms } = before;
  expect(await session(wire)).toMatchObject({
    ...{ status, reason, message, since_ms, acknowledged_ms, snoozed_until_ms },
  });
  await tmux.press("u");
  await tmux.shows(/nothing to undo/);
});

test("two keys in one read take back two acts, and nothing that has gone on between them", async () => {
  using box = sandbox();
  const { wire, tmux } = await open(box);
  await tmux.press("a");
  await tmux.shows(/seen: permission/);
  await wire.set("a", "working");
  await wire.set("a", "question", { reason: "plan", message: "another" });
  await tmux.shows(/◆ plan .*another/);
  await tmux.press("c");
  await tmux.press("y");
  await tmux.shows(/1 closed/);
  await tmux.press("u", "u");
  await tmux.shows(/shop has gone on since: nothing to undo/);
  expect(await session(wire)).toMatchObject({ closed: false, message: "another" });
});
