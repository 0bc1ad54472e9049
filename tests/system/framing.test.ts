import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { MAX_LINE_BYTES } from "../../src/protocol/wire.ts";
import { sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS, until } from "../support/until.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const line = (frame: object) => Buffer.from(`${JSON.stringify(frame)}\n`);

describe("a request", () => {
  test("is understood wherever its bytes are cut", async () => {
    using box = sandbox();
    await box.daemon();
    const [client, other] = await Promise.all([box.connect(), box.connect()]);
    for (let at = 1, length = 2; at < length; at++) {
      const bytes = line({ cmd: "SET", id: at, session_id: "zwölf 🦊", status: "working" });
      length = bytes.length;
      client.send(bytes.subarray(0, at));
      await other.status(); // answered after the first part was read
      client.send(bytes.subarray(at));
      const reply = await client.waitFor(`the reply to a request cut at byte ${at}`);
      expect(reply).toMatchObject({ ok: true, id: at, data: { session_id: "zwölf 🦊" } });
    }
  });

  test("is understood one byte at a time", async () => {
    using box = sandbox();
    await box.daemon();
    const [client, other] = await Promise.all([box.connect(), box.connect()]);
    for (const byte of line({ cmd: "SET", session_id: "🦊", status: "working" })) {
      client.send(Buffer.from([byte]));
      await other.status();
    }
    expect(await client.waitFor("the reply")).toMatchObject({ data: { session_id: "🦊" } });
  });

  test("may end in a carriage return and have blank lines around it", async () => {
    using box = sandbox();
    await box.daemon();
    const client = await box.connect();
    client.send('\n\r\n  \n{"cmd":"LIST","id":1}\r\n\n\n{"cmd":"LIST","id":2}\n');
    expect(await client.waitFor("the first reply")).toMatchObject({ id: 1, data: [] });
    expect(await client.waitFor("the second reply")).toMatchObject({ id: 2, data: [] });
    client.finish();
    await client.closed();
    expect(client.frames.length).toBe(2);
  });

  test("that is garbage is answered with an error, and the connection goes on", async () => {
    using box = sandbox();
    await box.daemon();
    const client = await box.connect();
    const garbage: [Buffer, string][] = [
      [Buffer.from("hello"), "invalid_json"],
      [Buffer.from("{"), "invalid_json"],
      [Buffer.from([0xff, 0xfe, 0x00, 0x80]), "invalid_json"],
      [Buffer.from("[]"), "invalid_request"],
      [Buffer.from("null"), "invalid_request"],
      [Buffer.from('{"cmd":"SET"}'), "invalid_request"],
      [Buffer.from('{"cmd":"FLY"}'), "unknown_command"],
      [Buffer.from('{"cmd":"constructor"}'), "unknown_command"],
      [Buffer.from('{"cmd":"LIST","version":2}'), "unsupported_version"],
      [Buffer.from(`${"[".repeat(100_000)}`), "invalid_json"],
      [Buffer.from(`{"a":${"[".repeat(10_000)}${"]".repeat(10_000)}}`), "invalid_request"],
    ];
    for (const [bytes, code] of garbage) {
      client.send(Buffer.concat([bytes, Buffer.from("\n")]));
      const reply = await client.waitFor(`the refusal of ${bytes.subarray(0, 40)}`);
      expect(reply).toMatchObject({ version: 1, ok: false, code, error: expect.any(String) });
    }
    expect((await client.status()).sessions).toEqual({ active: 0, closed: 0 });
  });

  test("of random bytes never brings the daemon down", async () => {
    using box = sandbox();
    const daemon = await box.daemon();
    const client = await box.connect();
    const noise = crypto
      .getRandomValues(new Uint8Array(60_000))
      .map((b) => (b % 40 === 0 ? 10 : b));
    client.send(Buffer.concat([noise, Buffer.from("\n")]));
    client.write({ cmd: "LIST", id: "after" });
    await client.waitFor("the reply after the noise", ({ id }) => id === "after");
    expect(daemon.stderr).not.toContain("bug");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    for (const { error } of client.frames) expect(error ?? "").not.toMatch(/[\u0000-\u001f]/);
  });
});

describe("a line", () => {
  test("of exactly the limit is taken, whole or in parts", async () => {
    using box = sandbox();
    await box.daemon();
    const client = await box.connect();
    const bare = line({ cmd: "SET", session_id: "a", status: "working", pad: "" });
    const pad = "x".repeat(MAX_LINE_BYTES - (bare.length - 1));
    const bytes = line({ cmd: "SET", session_id: "a", status: "working", pad });
    expect(bytes.length).toBe(MAX_LINE_BYTES + 1);
    client.send(bytes);
    expect(await client.waitFor("the reply")).toMatchObject({ ok: true });
  });

  test("over the limit is answered line_too_long, and the connection is closed", async () => {
    using box = sandbox();
    await box.daemon();
    for (const tail of ["", "\n", '\n{"cmd":"LIST"}\n']) {
      using client = await box.connect();
      client.send(`{"cmd":"LIST","id":1}\n${"x".repeat(MAX_LINE_BYTES + 1)}${tail}`);
      expect(await client.waitFor("the reply before")).toMatchObject({ ok: true, id: 1 });
      const refusal = await client.waitFor("the refusal");
      expect(refusal).toMatchObject({ ok: false, code: "line_too_long" });
      client.finish();
      await client.closed();
      expect(client.frames.length).toBe(2);
    }
  });

  test("over the limit is answered also to one who goes on sending, and is not kept", async () => {
    using box = sandbox();
    await box.daemon();
    const client = await box.connect();
    for (let i = 0; i < 20; i++) client.send(Buffer.alloc(MAX_LINE_BYTES, "x"));
    const refusal = await client.waitFor("the refusal");
    expect(refusal).toMatchObject({ ok: false, code: "line_too_long" });
    await client.closed();
    const other = await box.connect();
    const connections = async () => (await other.status()).connections;
    await until(
      async () => (await connections()) === 1,
      "its slot to come free",
      () => "taken",
    );
  });
});

describe("pipelined requests", () => {
  test("are all answered, in their order", async () => {
    using box = sandbox();
    await box.daemon();
    const client = await box.connect();
    const count = 10_000;
    const requests = Array.from({ length: count }, (_, id) =>
      id % 100 === 99
        ? `{"cmd":"NONE","id":${id}}`
        : `{"cmd":"SET","id":${id},"session_id":"s${id % 50}","status":"working","priority":${id}}`,
    );
    client.send(`${requests.join("\n")}\n`);
    await client.waitFor("the last reply", ({ id }) => id === count - 1);
    expect(client.frames.map(({ id }) => id)).toEqual(Array.from({ length: count }, (_, i) => i));
    expect(client.frames.every(({ id, ok }) => ok === (id % 100 !== 99))).toBe(true);
    expect(client.frames[9998]?.data.priority).toBe(9998);
  });

  test("whose replies are far larger than any buffer are all answered", async () => {
    using box = sandbox();
    await box.daemon();
    const client = await box.connect();
    const message = "x".repeat(1000);
    for (let i = 0; i < 200; i++)
      client.write({ cmd: "SET", session_id: `s${i}`, status: "working", message });
    await client.waitFor("the last SET", () => client.frames.length === 200);
    client.send(
      `${Array.from({ length: 100 }, (_, id) => `{"cmd":"LIST","id":${id}}`).join("\n")}\n`,
    );
    await client.waitFor("the last LIST", ({ id }) => id === 99);
    const lists = client.frames.slice(200);
    expect(lists.map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(lists.every(({ data }) => data.length === 200)).toBe(true);
  });

  test("get their replies before the events they cause", async () => {
    using box = sandbox();
    await box.daemon();
    const client = await box.connect();
    client.write({ cmd: "SUB", id: "sub" });
    client.write({ cmd: "SET", id: "set", session_id: "a", status: "working" });
    client.write({ cmd: "RM", id: "rm", session_id: "a" });
    client.write({ cmd: "DELETE", id: "delete", session_id: "a" });
    await client.waitFor("the delete event", ({ type }) => type === "delete");
    const order = client.frames.map(({ id, type, seq }) => id ?? `${type} ${seq}`);
    for (const [reply, event] of [
      ["sub", "snapshot 0"],
      ["set", "update 1"],
      ["rm", "update 2"],
      ["delete", "delete 3"],
    ] as const) {
      expect(order.indexOf(reply)).toBeGreaterThanOrEqual(0);
      expect(order.indexOf(event)).toBeGreaterThan(order.indexOf(reply));
    }
    expect(order.indexOf("update 1")).toBeLessThan(order.indexOf("update 2"));
  });
});

describe("a client that sends and never reads", () => {
  const message = "x".repeat(1000);

  test("is not read from any more, and hinders nobody", async () => {
    using box = sandbox();
    await box.daemon();
    const [greedy, other] = await Promise.all([box.connect(), box.connect()]);
    for (let i = 0; i < 100; i++) await other.set(`s${i}`, "working", { message });
    greedy.pause();
    // A hundred times what the daemon may hold for it, were it to answer them all.
    const requests = 2000;
    greedy.send('{"cmd":"LIST"}\n'.repeat(requests));
    for (let i = 0; i < 50; i++) await other.set("s0", i % 2 === 0 ? "attention" : "working");
    greedy.resume();
    await until(
      () => greedy.frames.length === requests,
      "all replies",
      () => greedy.frames.length,
      40_000,
    );
    expect(greedy.frames.every(({ ok, data }) => ok && data.length === 100)).toBe(true);
  });

  test("and dies leaves its slot to others", async () => {
    using box = sandbox();
    await box.daemon();
    const other = await box.connect();
    for (let i = 0; i < 100; i++) await other.set(`s${i}`, "working", { message });
    // A process of its own, so that its death is as sudden as it gets; -u never reads from the socket.
    await Bun.write(`${box.folder}/requests`, '{"cmd":"LIST"}\n'.repeat(3000));
    const input = `OPEN:${box.folder}/requests,ignoreeof`;
    const greedy = box.spawn(["socat", "-u", input, `UNIX-CONNECT:${box.socket}`]);
    const connections = async () => (await other.status()).connections;
    await until(async () => (await connections()) === 2, "the greedy client", connections);
    greedy.signal("SIGKILL");
    await greedy.exited();
    await until(async () => (await connections()) === 1, "its slot to come free", connections);
  });
});
