import { expect, setDefaultTimeout, test } from "bun:test";
import { PROGRAM } from "../support/paths.ts";
import { openPty } from "../support/pty.ts";
import { type Sandbox, sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS, until } from "../support/until.ts";
import type { Frame, WireClient } from "../support/wire.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const DETAIL = `Bash\ncommand: rm -rf ${"long/".repeat(40)}build`;

/** A hub where somebody stays for the answer to that. */
async function held(box: Sandbox, detail = DETAIL, options: string[] = []): Promise<WireClient> {
  const hook = await box.connect();
  const why = { status: "question", reason: "permission", message: "Bash: rm -rf", asks: "q" };
  const report = { session_id: "s1", working_dir: "/w/shop", source: "hook", ...why };
  await hook.data({ cmd: "HOLD", ...report, detail, options });
  return hook;
}

const verdict = (hook: WireClient): Promise<Frame> =>
  hook.waitFor("its answer", ({ type }) => type === "answer");

async function questionOf(box: Sandbox): Promise<Frame> {
  const { stdout } = await box.run(["get", "s1", "--json"]);
  return JSON.parse(stdout).questions[0];
}

test("on a terminal the whole of it is shown, and it is asked once before anything is allowed", async () => {
  using box = sandbox();
  await box.daemon();
  const hook = await held(box);
  using pty = openPty(box, [PROGRAM, "answer", "shop", "allow"]);
  await pty.prints(/Allow this once\? \[y\/N\]/);
  expect(pty.output.replace(/\s/g, "")).toContain(DETAIL.replace(/\s/g, ""));
  expect(hook.frames).toHaveLength(1);
  pty.write("y\r");
  expect(await pty.exited()).toBe(0);
  expect(await verdict(hook)).toMatchObject({ decision: "allow" });
  const session = JSON.parse((await box.run(["get", "s1", "--json"])).stdout);
  expect(session.history.at(-1).answer.by).toMatch(/^agent-console answer, \/dev\//);
});

test("Enter alone allows nothing", async () => {
  using box = sandbox();
  await box.daemon();
  const hook = await held(box);
  using pty = openPty(box, [PROGRAM, "answer", "s1", "allow"]);
  await pty.prints(/Allow this once/);
  pty.write("\r");
  expect(await pty.exited()).toBe(1);
  expect(hook.frames).toHaveLength(1);
  expect(await questionOf(box)).toMatchObject({ answerable: true });
});

test("a script answers what it has read, and says so", async () => {
  using box = sandbox();
  await box.daemon();
  const hook = await held(box);
  const { stdout } = await box.run(["wait", "--needs-me", "--json"]);
  const [{ session_id, questions }] = JSON.parse(stdout);
  const [{ id, hash, detail }] = questions;
  expect(detail).toBe(DETAIL);
  const read = ["--question", id, "--yes"];
  const blind = await box.run(["answer", session_id, "allow", ...read]);
  expect(blind).toMatchObject({ exitCode: 2, stdout: "" });
  const other = await box.run(["answer", session_id, "allow", ...read, "--seen", "0".repeat(64)]);
  expect(other.stderr).toContain("seen: something else");
  const given = await box.run(["answer", session_id, "allow", ...read, "--seen", hash, "--json"]);
  expect(given).toEqual({ stdout: '{"answer_status":"taken"}\n', stderr: "", exitCode: 0 });
  expect(await verdict(hook)).toMatchObject({ decision: "allow", question_id: id });
  const again = await box.run(["answer", session_id, "deny", ...read]);
  expect(again).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("elsewhere first") });
});

test("a template is enough to read a question and to answer it", async () => {
  using box = sandbox();
  await box.daemon();
  const hook = await held(box);
  const asked = await box.run(["list", "--format", "{questions.0.id} {questions.0.hash}"]);
  const [id = "", hash = ""] = asked.stdout.trim().split(" ");
  const read = ["--yes", "--question", id, "--seen", hash];
  const line = ["answer", "s1", "allow", ...read, "--format", "{project} {answer_status}"];
  expect(await box.run(line)).toMatchObject({ exitCode: 0, stdout: "shop taken\n" });
  expect(await verdict(hook)).toMatchObject({ decision: "allow" });
});

test("an option is named by its words, and a denial needs no hash", async () => {
  using box = sandbox();
  await box.daemon();
  const hook = await held(box, "Which?\n- Red\n- Blue", ["Red", "Blue"]);
  const { id } = await questionOf(box);
  const option = await held(box, "Which?\n- Red\n- Blue", ["Red", "Blue"]);
  expect(await verdict(hook)).toMatchObject({ decision: "none", question_id: id });
  using pty = openPty(box, [PROGRAM, "answer", "s1", "Blue"]);
  await pty.prints(/Answer "Blue"\? \[y\/N\]/);
  pty.write("y\r");
  expect(await pty.exited()).toBe(0);
  expect(await verdict(option)).toMatchObject({ decision: "option", option: "Blue" });
  const denied = await held(box);
  const question = ["--question", (await questionOf(box)).id, "--yes"];
  const outcome = await box.run(["answer", "s1", "deny", "--message", "not now", ...question]);
  expect(outcome).toMatchObject({ exitCode: 0, stdout: "denied\n" });
  expect(await verdict(denied)).toMatchObject({ decision: "deny", message: "not now" });
});

test("what can't be answered here says why, and nobody is asked without a terminal", async () => {
  using box = sandbox();
  await box.daemon();
  const client = await box.connect();
  await client.set("s1", "question", { source: "hook", asks: "q", reason: "permission" });
  using pty = openPty(box, [PROGRAM, "answer", "s1", "allow"]);
  await pty.prints(/no hook of its agent stays for an answer/);
  expect(await pty.exited()).toBe(1);
  const piped = await box.run(["answer", "s1", "allow"]);
  expect(piped).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("no terminal") });
  await client.set("s2", "working");
  using nothing = openPty(box, [PROGRAM, "answer", "s2", "deny"]);
  await nothing.prints(/session s2 asks nothing/);
});

test("in the live view y shows all of it, and Enter allows it", async () => {
  using box = sandbox();
  await box.daemon();
  const hook = await held(box);
  using pty = openPty(box, [PROGRAM, "watch"]);
  await pty.prints(/shop/);
  pty.write("y");
  await pty.prints(/enter allows this once/);
  expect(hook.frames).toHaveLength(1);
  // One that comes at once was typed ahead, and counts for nothing.
  await until(
    () => {
      pty.write("\r");
      return hook.frames.length > 1;
    },
    "the answer",
    () => pty.output.slice(-500),
  );
  expect(await verdict(hook)).toMatchObject({ decision: "allow" });
  const session = JSON.parse((await box.run(["get", "s1", "--json"])).stdout);
  expect(session.history.at(-1).answer.by).toMatch(/^agent-console watch, \/dev\//);
});
