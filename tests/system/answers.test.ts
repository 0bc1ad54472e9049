import { expect, setDefaultTimeout, test } from "bun:test";
import { createHash } from "node:crypto";
import { type Sandbox, sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS } from "../support/until.ts";
import type { Frame, WireClient } from "../support/wire.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const RUN = "Bash\nrm -rf build";
const ASKS = "main:tool:Bash:1";
let asked = 0;

/** A report that asks, as an agent's hook sends it. */
function asking(more: Frame = {}): Frame {
  asked += 1;
  const why = { reason: "permission", message: "Bash: rm -rf build", asks: ASKS };
  const at = { source: "hook", at_ms: Date.now(), report_id: `report ${asked}` };
  return { session_id: "a1", status: "question", ...why, ...at, ...more };
}

/** Stays for the answer, as a hook does. @returns its connection, and what the hub says of it. */
async function hold(box: Sandbox, detail = RUN, more: Frame = {}, options: string[] = []) {
  const hook = await box.connect();
  const reply = await hook.ask({ cmd: "HOLD", ...asking(more), detail, options });
  return { hook, ...(reply.data ?? {}), error: reply.code, says: reply.error };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

async function questionsOf(client: WireClient): Promise<Frame[]> {
  return (await client.data({ cmd: "GET", session_id: "a1" })).questions;
}

function verdictOf(hook: WireClient): Promise<Frame> {
  return hook.waitFor("its answer", ({ type }) => type === "answer");
}

/** A hub with a session at work, and a client of its owner's. */
async function open() {
  const box = sandbox();
  const daemon = await box.daemon();
  const client = await box.connect();
  await client.set("a1", "working");
  return { box, daemon, client, [Symbol.dispose]: () => box[Symbol.dispose]() };
}

/** Answers as somebody who has read that detail. */
function allow(client: WireClient, question_id: string, detail = RUN, more: Frame = {}) {
  const seen = sha256(detail);
  return client.ask({
    ...{ cmd: "ANSWER", session_id: "a1", question_id, decision: "allow", seen },
    ...more,
  });
}

test("who has read what is asked allows it, and the hook that stays is told at once", async () => {
  using at = await open();
  const { hook, question_id } = await hold(at.box);
  const [question] = await questionsOf(at.client);
  expect(question).toMatchObject({
    ...{ id: question_id, kind: "permission", message: "Bash: rm -rf build", detail: RUN },
    ...{ hash: sha256(RUN), options: [], answerable: true, why_not: null },
  });
  const reply = await allow(at.client, question_id, RUN, { by: "a test" });
  expect(reply).toMatchObject({ ok: true, data: { answer_status: "taken" } });
  expect(await verdictOf(hook)).toMatchObject({
    ...{ type: "answer", question_id, decision: "allow", option: null, message: null },
  });
  const session = await at.client.data({ cmd: "GET", session_id: "a1" });
  expect(session).toMatchObject({ status: "working", questions: [] });
  expect(session.history.at(-1)).toMatchObject({
    status: "working",
    answer: { decision: "allow", message: "Bash: rm -rf build", by: "a test" },
  });
  expect(at.daemon.stderr).toContain("answered allow by a test");
});

test("a denial carries its reason, and needs no hash", async () => {
  using at = await open();
  const { hook, question_id } = await hold(at.box);
  const answer = { cmd: "ANSWER", session_id: "a1", question_id, decision: "deny" };
  const reply = await at.client.ask({ ...answer, message: "not\u001b[2J that" });
  expect(reply.data).toEqual({ answer_status: "taken" });
  expect(await verdictOf(hook)).toMatchObject({ decision: "deny", message: "not [2J that" });
});

test("a question with options takes one of them, and no other answer", async () => {
  using at = await open();
  const detail = "Which?\n- red\n- blue";
  const { hook, question_id } = await hold(at.box, detail, {}, ["red", "blue"]);
  const refused = await allow(at.client, question_id, detail);
  expect(refused.error).toBe("decision: this question takes option or deny");
  const green = { decision: "option", option: "green" };
  expect((await allow(at.client, question_id, detail, green)).error).toBe(
    'option: expected one of "red", "blue"',
  );
  const reply = await allow(at.client, question_id, detail, { ...green, option: "blue" });
  expect(reply.data).toEqual({ answer_status: "taken" });
  expect(await verdictOf(hook)).toMatchObject({ decision: "option", option: "blue" });
});

test("of two that answer at once one is taken, and the other hears that it was not first", async () => {
  using at = await open();
  const { hook, question_id } = await hold(at.box);
  const other = await at.box.connect();
  const replies = await Promise.all([
    allow(at.client, question_id),
    other.ask({ cmd: "ANSWER", session_id: "a1", question_id, decision: "deny" }),
  ]);
  const said = replies.map(({ data }) => data.answer_status).sort();
  expect(said).toEqual(["answered_elsewhere", "taken"]);
  await verdictOf(hook);
  expect(hook.frames.filter(({ type }: Frame) => type === "answer")).toHaveLength(1);
});

test("a question answered at its agent lets its hook go in silence", async () => {
  using at = await open();
  const { hook, question_id } = await hold(at.box);
  const over = { session_id: "a1", source: "hook", event: "PostToolUse", answers: ASKS };
  await at.client.data({ cmd: "SET", ...over, status: "working" });
  expect(await verdictOf(hook)).toMatchObject({ decision: "none", question_id });
  const reply = await allow(at.client, question_id);
  expect(reply.data).toEqual({ answer_status: "answered_elsewhere" });
});

test("a question whose hook has gone is shown, and nobody can answer it here", async () => {
  using at = await open();
  const events = await at.box.connect();
  await events.data({ cmd: "SUB" });
  const { hook, question_id } = await hold(at.box);
  const isHeld = (frame: Frame, answerable: boolean) =>
    frame.type === "update" && frame.session.questions[0]?.answerable === answerable;
  await events.waitFor("a question that can be answered", (frame) => isHeld(frame, true));
  hook.close();
  const { session } = await events.waitFor("its loss", (frame) => isHeld(frame, false));
  expect(session).toMatchObject({ status: "question", questions: [{ detail: null }] });
  const reply = await allow(at.client, question_id);
  expect(reply.data).toEqual({ answer_status: "not_held" });
});

test("a subscriber never sees a question before it can be answered", async () => {
  using at = await open();
  const events = await at.box.connect();
  await events.data({ cmd: "SUB" });
  await hold(at.box);
  const asks = ({ type, session }: Frame) => type === "update" && session.status === "question";
  const { session } = await events.waitFor("the question", asks);
  expect(session.questions).toMatchObject([{ answerable: true, detail: RUN }]);
});

test("after a kill -9 a question is known, but not what it asks, and nobody can answer it", async () => {
  using at = await open();
  const { hook, question_id } = await hold(at.box);
  at.daemon.signal("SIGKILL");
  await at.daemon.exited();
  await hook.closed();
  await at.box.daemon();
  const client = await at.box.connect();
  const [question] = await questionsOf(client);
  expect(question).toMatchObject({ id: question_id, detail: null, answerable: false });
  expect((await allow(client, question_id)).data).toEqual({ answer_status: "not_held" });
});

for (const [what, detail, why] of [
  ["bidi", "Bash\nls \u202e fr- mr", "can't be shown"],
  ["zero-width characters", "Bash\nrm\u200b -rf /", "can't be shown"],
  ["escape sequences", "Bash\nrm -rf /\u001b[2K\rls", "can't be shown"],
  ["a selector of variants", "Bash\nrm\ufe0f /", "look like others"],
  ["a space that is none", "Bash\nrm\u00a0-rf", "look like others"],
  ["10 kB of spaces before the command", `Bash\n${" ".repeat(10_240)}rm -rf /`, "a gap"],
  ["a page of empty lines", `Bash\nls${"\n".repeat(60)}rm -rf /`, "a gap"],
  ["more than 16 kB", `Bash\n${"x".repeat(16 * 1024)}`, "longer than 16 kB"],
  ["nothing", " \n", "says nothing"],
] as const) {
  test(`what holds ${what} is not shown, nor allowed here`, async () => {
    using at = await open();
    const { hook, question_id, why_not } = await hold(at.box, detail);
    expect(why_not).toContain(why);
    const [question] = await questionsOf(at.client);
    expect(question).toMatchObject({ detail: null, hash: null, answerable: false, why_not });
    expect(await allow(at.client, question_id, detail)).toMatchObject({
      ok: false,
      code: "not_answerable",
    });
    const deny = { cmd: "ANSWER", session_id: "a1", question_id, decision: "deny" };
    expect((await at.client.ask(deny)).data).toEqual({ answer_status: "taken" });
    expect(await verdictOf(hook)).toMatchObject({ decision: "deny" });
  });
}

test("who has read something else, or nothing, is refused", async () => {
  using at = await open();
  const { question_id } = await hold(at.box);
  const other = await allow(at.client, question_id, "Bash\nls");
  expect(other).toMatchObject({ ok: false, code: "not_seen" });
  const none = await allow(at.client, question_id, RUN, { seen: undefined });
  expect(none).toMatchObject({ ok: false, code: "not_seen" });
  const { error } = await allow(at.client, question_id, RUN, { seen: "yes" });
  expect(error).toStartWith("seen: expected the SHA-256 of detail");
  expect((await questionsOf(at.client))[0]).toMatchObject({ answerable: true });
});

test("an answer that is sent again allows nothing of a later question of the same words", async () => {
  using at = await open();
  const first = await hold(at.box);
  await allow(at.client, first.question_id);
  const second = await hold(at.box);
  expect(second.question_id).not.toBe(first.question_id);
  const again = await allow(at.client, first.question_id);
  expect(again.data).toEqual({ answer_status: "answered_elsewhere" });
  expect((await questionsOf(at.client))[0]).toMatchObject({ answerable: true });
});

test("an answer for a question is none for one of the same words that took its place", async () => {
  using at = await open();
  const first = await hold(at.box);
  const second = await hold(at.box);
  expect(await verdictOf(first.hook)).toMatchObject({ decision: "none" });
  const late = await allow(at.client, first.question_id);
  expect(late.data).toEqual({ answer_status: "answered_elsewhere" });
  expect((await allow(at.client, second.question_id)).data).toEqual({ answer_status: "taken" });
  expect(await verdictOf(second.hook)).toMatchObject({ decision: "allow" });
});

test("two questions at once are answered each by itself", async () => {
  using at = await open();
  const main = await hold(at.box);
  const more = { asks: "agent:b:tool:Bash:2", message: "Bash: ls" };
  const sub = await hold(at.box, "Bash\nls", more);
  expect(await questionsOf(at.client)).toHaveLength(2);
  await allow(at.client, sub.question_id, "Bash\nls");
  expect(await verdictOf(sub.hook)).toMatchObject({ decision: "allow" });
  const session = await at.client.data({ cmd: "GET", session_id: "a1" });
  expect(session).toMatchObject({ status: "question", questions: [{ id: main.question_id }] });
});

test("a forged report of a question, by SET alone, is never answerable", async () => {
  using at = await open();
  const forged = { ...asking(), answerable: true, detail: "ls", questions: [{ answerable: true }] };
  await at.client.data({ cmd: "SET", ...forged });
  expect((await questionsOf(at.client))[0]).toMatchObject({ detail: null, answerable: false });
});

test("the report-only socket takes neither a hold nor an answer", async () => {
  using box = sandbox();
  const path = `${box.folder}/report.sock`;
  await box.daemon(["--report-socket", path]);
  const client = await box.connect();
  const reporter = await box.connect(path);
  const held = await reporter.ask({ cmd: "HOLD", ...asking(), detail: RUN });
  expect(held).toMatchObject({ ok: false, code: "not_permitted" });
  await reporter.data({ cmd: "SET", ...asking(), answerable: true });
  const [question] = await questionsOf(client);
  expect(question).toMatchObject({ answerable: false, detail: null });
  const answer = await allow(reporter, question?.id);
  expect(answer).toMatchObject({ ok: false, code: "not_permitted" });
});

test("an agent does not answer, not even by its commands", async () => {
  using at = await open();
  // This very process is the session's agent, so all that it sends comes from within.
  const stat = await Bun.file("/proc/self/stat").text();
  const start = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  const { question_id } = await hold(at.box, RUN, { pid: process.pid, pid_start: start });
  const reply = await allow(at.client, question_id);
  expect(reply).toMatchObject({ ok: false, code: "not_permitted" });
});

test("a hub that stops lets its hooks go", async () => {
  using at = await open();
  const { hook } = await hold(at.box);
  await at.client.data({ cmd: "STOP", confirmed: true });
  await hook.closed();
  expect(hook.frames.filter(({ type }: Frame) => type === "answer")).toEqual([]);
});

test("a hold that asks nothing is refused, and so is one of fields that are wrong", async () => {
  using at = await open();
  const nothing = await hold(at.box, RUN, { asks: undefined });
  expect(nothing.says).toBe("asks: expected the name of the question");
  const { says } = await hold(at.box, RUN, { status: "working" });
  expect(says).toBe("status: expected question, to be held");
  const hook = await at.box.connect();
  const { error } = await hook.ask({ cmd: "HOLD", ...asking(), detail: 7 });
  expect(error).toBe("detail: expected a string, got 7");
  const many = new Array(17).fill("a");
  const wrong = await hook.ask({ cmd: "HOLD", ...asking(), detail: RUN, options: many });
  expect(wrong.error).toStartWith("options: expected at most 16 options");
});
