// Frames as the released client of version 1 sends them, byte for byte, and
// what it needs in return: it reads these fields with these types and ignores
// the rest. Its integers are unsigned, so a negative or fractional one would
// make it drop the whole line.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS } from "../support/until.ts";
import type { Frame, WireClient } from "../support/wire.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const SET = '{"version":1,"cmd":"SET","session_id":"a1","status":"working","working_dir":"/tmp"';
const STATUSES = ["working", "attention", "question", "closed"];
const isUnsigned = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;

async function reply(client: WireClient, line: string): Promise<Frame> {
  client.send(`${line}\n`);
  const frame = await client.waitFor(`the reply to ${line}`);
  expect(frame.version).toBe(1);
  expect(frame.ok).toBeBoolean();
  if (!frame.ok) expect(frame.error).toBeString();
  return frame;
}

function expectSession(session: Frame): void {
  expect(session.session_id).toBeString();
  expect(session.agent_type).toBeString();
  expect(STATUSES).toContain(session.status);
  expect(session.closed).toBe(session.status === "closed");
  expect(session.working_dir === null || typeof session.working_dir === "string").toBe(true);
  for (const field of ["elapsed_seconds", "idle_seconds", "priority"]) {
    expect([field, isUnsigned(session[field])]).toEqual([field, true]);
  }
  for (const { status, at_secs } of session.history) {
    expect(STATUSES).toContain(status);
    expect(isUnsigned(at_secs)).toBe(true);
  }
}

describe("the client of version 1", () => {
  test("reports, changes and deletes sessions", async () => {
    using box = sandbox();
    await box.daemon();
    const client = await box.connect();
    const created = await reply(client, `${SET},"priority":3}`);
    expectSession(created.data);
    expect(created.data).toMatchObject({
      session_id: "a1",
      agent_type: "claudecode",
      status: "working",
      working_dir: "/tmp",
      priority: 3,
    });
    expect(created.id).toBeUndefined();
    const changed = await reply(
      client,
      '{"version":1,"cmd":"SET","session_id":"a1","status":"attention"}',
    );
    expect(changed.data).toMatchObject({ status: "attention", working_dir: "/tmp", priority: 3 });
    expect(changed.data.history.map((step: Frame) => step.status)).toEqual([
      "working",
      "attention",
    ]);
    const raised = await reply(client, '{"version":1,"cmd":"SET","session_id":"a1","priority":9}');
    expect(raised.data).toMatchObject({ status: "attention", priority: 9 });
    const deleted = await reply(client, '{"version":1,"cmd":"DELETE","session_id":"a1"}');
    expectSession(deleted.data);
    expect(deleted.data.session_id).toBe("a1");
    expect((await reply(client, '{"version":1,"cmd":"LIST"}')).data).toEqual([]);
  });

  test.each([
    ["a status in any case", '"status":"WORKING"', { status: "working" }],
    ["a status in mixed case", '"status":"Attention"', { status: "attention" }],
    ["a relative folder, as none", '"status":"working","working_dir":"."', { working_dir: null }],
    ["one below", '"status":"working","working_dir":"src/x"', { working_dir: null }],
    [
      "a priority that JSON can't give back",
      '"status":"working","priority":18446744073709551615',
      { priority: Number.MAX_SAFE_INTEGER },
    ],
  ])("may report %s", async (_, fields, expected) => {
    using box = sandbox();
    await box.daemon();
    const client = await box.connect();
    const line = `{"version":1,"cmd":"SET","session_id":"a1",${fields}}`;
    const { ok, data } = await reply(client, line);
    expect(ok).toBe(true);
    expectSession(data);
    expect(data).toMatchObject(expected);
  });

  test("keeps the folder it has reported when a relative one comes", async () => {
    using box = sandbox();
    await box.daemon();
    const client = await box.connect();
    await reply(client, `${SET}}`);
    const set = '{"version":1,"cmd":"SET","session_id":"a1","status":"attention"';
    const { data } = await reply(client, `${set},"working_dir":"."}`);
    expect(data).toMatchObject({ status: "attention", working_dir: "/tmp" });
  });

  test("finds its own words in the errors", async () => {
    using box = sandbox();
    await box.daemon();
    const client = await box.connect();
    await reply(client, `${SET}}`);
    const errors: Record<string, string> = {
      '{"version":1,"cmd":"SET","session_id":"a1","status":"bogus"}':
        "invalid status: bogus (expected: working, attention, question, closed)",
      '{"version":1,"cmd":"SET","session_id":"a1","status":"Bogus"}':
        "invalid status: Bogus (expected: working, attention, question, closed)",
      '{"version":1,"cmd":"GET","session_id":"zz"}': "session not found: zz",
      '{"version":1,"cmd":"RM","session_id":"zz"}': "session not found: zz",
      '{"version":1,"cmd":"DELETE","session_id":"zz"}': "session not found: zz",
    };
    for (const [line, error] of Object.entries(errors)) {
      expect((await reply(client, line)).error).toBe(error);
    }
    const reopened = await reply(client, '{"version":1,"cmd":"REOPEN","session_id":"a1"}');
    expect(reopened.error).toStartWith("SESSION_NOT_FOUND ");
  });

  test("closes and reopens a session", async () => {
    using box = sandbox();
    await box.daemon();
    const client = await box.connect();
    await reply(client, `${SET}}`);
    const closed = await reply(client, '{"version":1,"cmd":"RM","session_id":"a1"}');
    expectSession(closed.data);
    expect(closed.data).toMatchObject({ status: "closed", closed: true });
    const reopened = await reply(client, '{"version":1,"cmd":"REOPEN","session_id":"a1"}');
    expectSession(reopened.data);
    expect(reopened.data).toMatchObject({ status: "attention", closed: false });
  });

  test("is told in its own words that a folder to reopen is missing", async () => {
    using box = sandbox();
    await box.daemon();
    const client = await box.connect();
    const folder = `${box.folder}/gone`;
    const set = `{"version":1,"cmd":"SET","session_id":"a1","status":"closed"`;
    await reply(client, `${set},"working_dir":"${folder}"}`);
    const missing = await reply(client, '{"version":1,"cmd":"REOPEN","session_id":"a1"}');
    expect(missing.error).toStartWith("WORKING_DIR_MISSING ");
    expect(missing.error).toContain(folder);
    await reply(client, '{"version":1,"cmd":"SET","session_id":"b1","status":"closed"}');
    const unknown = await reply(client, '{"version":1,"cmd":"REOPEN","session_id":"b1"}');
    expect(unknown.error).toStartWith("WORKING_DIR_MISSING ");
    await Bun.write(`${folder}/file`, "");
    const reopened = await reply(client, '{"version":1,"cmd":"REOPEN","session_id":"a1"}');
    expect(reopened.data.status).toBe("attention");
  });

  test("lists, subscribes and reads each update as a whole session", async () => {
    using box = sandbox();
    await box.daemon();
    const [reporter, lister, viewer] = await Promise.all([
      box.connect(),
      box.connect(),
      box.connect(),
    ]);
    await reply(reporter, `${SET}}`);
    const list = await reply(lister, '{"version":1,"cmd":"LIST"}');
    expect(list.data.length).toBe(1);
    expectSession(list.data[0]);
    expect(await reply(viewer, '{"version":1,"cmd":"SUB"}')).toEqual({
      version: 1,
      ok: true,
      data: "subscribed",
    });
    await reply(reporter, '{"version":1,"cmd":"SET","session_id":"a1","status":"question"}');
    await reply(reporter, '{"version":1,"cmd":"RM","session_id":"a1"}');
    const isUpdate = ({ type }: Frame) => type === "update";
    for (const status of ["question", "closed"]) {
      const update = await viewer.waitFor("an update", isUpdate);
      expect(update.version).toBe(1);
      expectSession(update.session);
      expect(update.session.status).toBe(status);
    }
    // What it does not know, it must be able to skip: a string for a type, no other use of its names.
    for (const { ok, type, usage, message } of viewer.frames) {
      expect(ok === true || typeof type === "string").toBe(true);
      expect([usage, message]).toEqual([undefined, undefined]);
    }
  });

  test("reads the daemon's health and state", async () => {
    using box = sandbox();
    await box.daemon();
    const client = await box.connect();
    await reply(client, `${SET}}`);
    await reply(client, '{"version":1,"cmd":"SET","session_id":"b1","status":"closed"}');
    const { data: health } = await reply(client, '{"version":1,"cmd":"STATUS"}');
    expect(health).toMatchObject({
      sessions: { active: 1, closed: 1 },
      connections: 1,
      socket_path: box.socket,
    });
    expect(isUnsigned(health.uptime_seconds)).toBe(true);
    expect(health.memory_mb).toBeNumber();
    const { data: dump } = await reply(client, '{"version":1,"cmd":"DUMP"}');
    expect(dump).toMatchObject({
      session_counts: { active: 1, closed: 1 },
      connections: 1,
      socket_path: box.socket,
    });
    expect(isUnsigned(dump.uptime_seconds)).toBe(true);
    for (const session of dump.sessions) expectSession(session);
  });

  test("need not confirm a session that was last heard of more than 60 minutes ago", async () => {
    using box = sandbox();
    const daemon = await box.daemon();
    const client = await box.connect();
    // The boundary of version 1's own test (daemon/handlers/tests.rs): 3,600 s and one more.
    const minuteMs = 60_000;
    const [recentMs, oldMs] = [Date.now() - 59 * minuteMs, Date.now() - 60 * minuteMs - 1000];
    const stop = '{"version":1,"cmd":"STOP"}';
    await reply(client, `${SET},"at_ms":${recentMs}}`);
    expect((await reply(client, stop)).data.stop_status).toBe("confirm_required");
    await reply(client, '{"version":1,"cmd":"DELETE","session_id":"a1"}');
    await reply(client, `${SET.replace("a1", "b1")},"at_ms":${oldMs}}`);
    expect((await reply(client, stop)).data).toEqual({ stop_status: "ok" });
    expect((await daemon.exited()).exitCode).toBe(0);
  });

  test("is asked to confirm before it stops a daemon with active sessions", async () => {
    using box = sandbox();
    const daemon = await box.daemon();
    const client = await box.connect();
    await reply(client, `${SET}}`);
    expect((await reply(client, '{"version":1,"cmd":"STOP"}')).data).toEqual({
      stop_status: "confirm_required",
      active_count: 1,
    });
    const stopped = await reply(client, '{"version":1,"cmd":"STOP","confirmed":true}');
    expect(stopped.data).toEqual({ stop_status: "ok" });
    await client.closed();
    expect((await daemon.exited()).exitCode).toBe(0);
  });
});
