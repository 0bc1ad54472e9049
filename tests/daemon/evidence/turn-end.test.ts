import { expect, test } from "bun:test";
import { findTurnEnd } from "../../../src/daemon/evidence/turn-end.ts";

const AT = "2026-09-14T17:22:59.304Z";
const MARK = "[Request interrupted by user]";

function claude(...entries: object[]) {
  return findTurnEnd("claudecode", lines(entries));
}

function codex(...payloads: object[]) {
  return findTurnEnd("codex", lines(payloads.map((payload) => ({ type: "event_msg", payload }))));
}

function lines(entries: object[]): string[] {
  return [...entries.map((entry) => JSON.stringify({ timestamp: AT, ...entry })), ""];
}

const says = (text: string, more: object = {}) => ({
  type: "user",
  message: { role: "user", content: [{ type: "text", text }] },
  ...more,
});
const interrupted = { atMs: Date.parse(AT), reason: "interrupted", event: "interrupted" };

test("Claude's mark ends a turn in each form it is written in", () => {
  expect(claude(says(MARK))).toMatchObject(interrupted);
  expect(claude(says("[Request interrupted by user for tool use]"))).toMatchObject(interrupted);
  const plain = { type: "user", message: { role: "user", content: MARK } };
  expect(claude(plain)).toMatchObject(interrupted);
  expect(claude({ type: "user", interruptedMessageId: "msg_1" })).toMatchObject(interrupted);
});

test("what stands after Claude's mark and is no turn leaves it standing", () => {
  const after = [
    { type: "file-history-snapshot" },
    { type: "system", subtype: "x" },
    says("<caveat>", { isMeta: true }),
    says("a subagent's", { isSidechain: true }),
  ];
  for (const entry of after) expect(claude(says(MARK), entry)).toMatchObject(interrupted);
});

test("a turn goes on when anything was said since, or the mark is only quoted", () => {
  expect(claude(says(MARK), says("go on"))).toBeNull();
  expect(claude(says(MARK), { type: "assistant", message: { content: [] } })).toBeNull();
  expect(claude(says(`What does ${MARK} mean?`))).toBeNull();
  expect(claude({ type: "assistant", message: { content: [{ text: MARK }] } })).toBeNull();
});

test("Codex ends a turn by its last word on it, and not by one that another turn replaced", () => {
  const [started, done] = [{ type: "task_started" }, { type: "task_complete" }];
  expect(codex(started, done)).toMatchObject({ reason: "turn_done" });
  expect(codex(started, { type: "turn_complete" })).toMatchObject({ reason: "turn_done" });
  expect(codex(started, { type: "turn_aborted" })).toMatchObject({ reason: "interrupted" });
  expect(codex(done, { type: "token_count" })).toMatchObject({ reason: "turn_done" });
  expect(codex(done, started)).toBeNull();
  expect(codex(done, { type: "user_message" })).toBeNull();
  expect(codex(started, { type: "turn_aborted", reason: "replaced" })).toBeNull();
});

test("nothing ends a turn in what can't be read", () => {
  expect(findTurnEnd("gemini", lines([says(MARK)]))).toBeNull();
  expect(findTurnEnd("constructor", lines([says(MARK)]))).toBeNull();
  expect(findTurnEnd("claudecode", ["", "{", "[]", "null", '"x"', "{}"])).toBeNull();
  expect(claude(says(MARK, { timestamp: "yesterday" }))).toBeNull();
  expect(claude(says(MARK, { message: null }))).toBeNull();
  expect(claude(says(MARK, { message: { content: [null, 1, { text: 1 }] } }))).toBeNull();
});
