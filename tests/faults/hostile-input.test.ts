import { expect, test } from "bun:test";
import * as v from "valibot";
import { ANSWERS } from "../../src/protocol/answers.ts";
import { sandbox } from "../support/sandbox.ts";

const set = (more: string) => `{"cmd":"SET","session_id":"x","status":"working"${more}}`;
const deep = (open: string, close: string, depth: number) =>
  open.repeat(depth) + close.repeat(depth);

/** Lines that somebody might send, and the code of the answer; undefined where it is a success. */
const LINES: readonly [what: string, line: string | Buffer, code: string | undefined][] = [
  ["brackets without end", "[".repeat(500_000), "invalid_json"],
  ["braces without end", '{"a":'.repeat(150_000), "invalid_json"],
  ["a deep array", deep("[", "]", 400_000), "*"],
  ["a deep value of an unknown key", set(`,"zzz":${deep("[", "]", 400_000)}`), "*"],
  ["a deep value of a known key", set(`,"terminal":${deep("[", "]", 100_000)}`), "*"],
  [
    "a deep object in a known key",
    set(`,"terminal":${deep('{"a":', "}", 100_000).replace("}", "1}")}`),
    "*",
  ],
  ["a deep version", `{"cmd":"LIST","version":${deep("[", "]", 100_000)}}`, "*"],
  ["a deep id", `{"cmd":"LIST","id":${deep("[", "]", 100_000)}}`, "*"],
  ["a deep cmd", `{"cmd":${deep("[", "]", 100_000)}}`, "*"],
  ["a deep session id", `{"cmd":"GET","session_id":${deep("[", "]", 100_000)}}`, "*"],
  ["a number without end", set(`,"priority":1e400`), "invalid_request"],
  ["a number of many digits", set(`,"priority":${"9".repeat(400_000)}`), "invalid_request"],
  ["a fraction", set(`,"priority":1.5`), "invalid_request"],
  ["a negative time", set(`,"at_ms":-1`), "invalid_request"],
  ["a time far ahead", set(`,"at_ms":9007199254740991`), undefined],
  ["a time past the integers", set(`,"at_ms":9007199254740993`), "invalid_request"],
  ["minus zero", set(`,"priority":-0`), undefined],
  ["an id without end", `{"cmd":"LIST","id":1e400}`, "invalid_request"],
  ["the same key twice", set(`,"status":"question","status":"attention"`), undefined],
  ["__proto__", set(`,"__proto__":{"status":"closed","isAdmin":true}`), undefined],
  ["constructor", set(`,"constructor":{"prototype":{"polluted":1}}`), undefined],
  ["__proto__ as a pane", set(`,"terminal":{"__proto__":"x","constructor":"y"}`), "*"],
  ["toString as a command", `{"cmd":"toString"}`, "unknown_command"],
  ["a lone surrogate as id", set(`,"id":"\\ud800"`), undefined],
  [
    "a lone surrogate in the session's id",
    `{"cmd":"GET","session_id":"\\ud800"}`,
    "invalid_request",
  ],
  ["a lone surrogate in the message", set(`,"message":"a\\ud800b"`), undefined],
  ["a lone surrogate in the folder", set(`,"working_dir":"/a\\ud800b"`), "*"],
  ["a lone surrogate in the pane", set(`,"terminal":{"tmux":"\\udc00"}`), "*"],
  ["a lone surrogate in the host", set(`,"host":"\\ud800"`), "*"],
  ["a lone surrogate in the command", `{"cmd":"\\ud800"}`, "unknown_command"],
  [
    "a pane's key that forges lines",
    set(`,"terminal":{"a\\n\\u001b[31m${"k".repeat(5000)}":"x"}`),
    "invalid_request",
  ],
  ["a NUL in the folder", set(`,"working_dir":"/a\\u0000b"`), "*"],
  ["a NUL in the session's id", `{"cmd":"GET","session_id":"a\\u0000b"}`, "invalid_request"],
  ["a NUL in the message", set(`,"message":"a\\u0000b\\u001b[31m\\nforged"`), undefined],
  ["NUL bytes", Buffer.alloc(1000), "invalid_json"],
  [
    "bytes that are no UTF-8",
    Buffer.concat([Buffer.from('{"cmd":"'), Buffer.from([0xff, 0xfe, 0xc0]), Buffer.from('"}')]),
    "unknown_command",
  ],
  ["a byte order mark", `\ufeff{"cmd":"LIST"}`, "*"],
  ["an array", "[]", "invalid_request"],
  ["null", "null", "invalid_request"],
  ["a long message", set(`,"message":"${"x".repeat(900_000)}"`), undefined],
  ["a long folder", set(`,"working_dir":"/${"x".repeat(900_000)}"`), "invalid_request"],
  ["many ancestors", set(`,"ancestors":[${"1,".repeat(100_000)}1]`), "invalid_request"],
  [
    "many unknown keys",
    `{"cmd":"LIST",${Array.from({ length: 50_000 }, (_, i) => `"k${i}":1`).join()}}`,
    undefined,
  ],
  [
    "a regular expression's nightmare",
    set(`,"agent_type":"${"a".repeat(500_000)}!"`),
    "invalid_request",
  ],
];

test("whatever one line holds, it is answered, and the state that it leaves can be sent to anyone", async () => {
  using box = sandbox();
  const daemon = await box.daemon();
  const client = await box.connect();
  await client.set("kept", "working");
  const wrong: string[] = [];
  for (const [what, line, code] of LINES) {
    client.send(line);
    client.send("\n");
    const reply = await client.waitFor(`an answer to ${what}`, ({ ok }) => ok !== undefined);
    if (reply.code === "internal") wrong.push(`${what}: internal error`);
    if (code !== "*" && reply.code !== code)
      wrong.push(`${what}: ${reply.code ?? "ok"} (${reply.error})`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: looking for them
    if (/[\u0000-\u001f\u007f-\u009f]/.test(reply.error ?? "")) wrong.push(`${what}: forged line`);
    if ((reply.error ?? "").length > 600) wrong.push(`${what}: an error of ${reply.error.length}`);
    const sessions = await client.data({ cmd: "LIST" });
    const checked = v.safeParse(ANSWERS.LIST, sessions);
    if (!checked.success) wrong.push(`${what}: ${JSON.stringify(checked.issues[0].message)}`);
    // Strict readers, the v1 client's among them, refuse a whole answer for one of these.
    const text = JSON.stringify(sessions);
    if (!text.isWellFormed() || /\\u[dD][89a-fA-F]/.test(text))
      wrong.push(`${what}: lone surrogate kept`);
    if (JSON.stringify(sessions).length > 20_000) wrong.push(`${what}: too much kept`);
  }
  expect(wrong).toEqual([]);
  expect(daemon.stderr).not.toContain("bug");
  expect(await client.data({ cmd: "GET", session_id: "kept" })).toMatchObject({
    status: "working",
  });
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
}, 30_000);

test("the state that it left is restored after a kill", async () => {
  using box = sandbox();
  const daemon = await box.daemon();
  const client = await box.connect();
  for (const [, line] of LINES) {
    client.send(line);
    client.send("\n");
    await client.waitFor("an answer", ({ ok }) => ok !== undefined);
  }
  const before = await client.data({ cmd: "LIST" });
  daemon.signal("SIGKILL");
  await daemon.exited();
  await box.daemon();
  using again = await box.connect();
  const after = await again.data({ cmd: "LIST" });
  const strip = (sessions: { elapsed_seconds: number; idle_seconds: number }[]) =>
    sessions.map((session) => ({ ...session, elapsed_seconds: 0, idle_seconds: 0 }));
  expect(strip(after)).toEqual(strip(before));
}, 30_000);
