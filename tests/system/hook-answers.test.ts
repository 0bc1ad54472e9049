// The hook that stays for an answer: what it prints, and that its agent is never worse off.
import { expect, setDefaultTimeout, test } from "bun:test";
import { PROGRAM } from "../support/paths.ts";
import { type Running, type Sandbox, sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS, until } from "../support/until.ts";
import type { Frame, WireClient } from "../support/wire.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const BASH = { command: "rm -rf build", description: "clean up" };

function payload(more: Frame = {}): string {
  const about = { session_id: "s1", cwd: "/tmp", permission_mode: "default" };
  const asks = { hook_event_name: "PermissionRequest", tool_name: "Bash", tool_input: BASH };
  return JSON.stringify({ ...about, ...asks, ...more });
}

/** A process that stands for the agent: it runs its hooks, and is no ancestor of who answers. */
const AGENT = `
  const program = process.argv[1];
  const hooks = (await Bun.stdin.json()).map((text) => Bun.spawn([program, "hook", "claude", "--answers"], {
    stdio: [Buffer.from(text), "inherit", "inherit"],
  }));
  process.on("SIGUSR1", () => hooks[0].kill("SIGTERM"));
  const statuses = await Promise.all(hooks.map(({ exited }) => exited));
  process.exit(Math.max(...statuses));
`;

function askAll(box: Sandbox, asked: readonly string[], env: Record<string, string> = {}): Running {
  return box.spawn([process.execPath, "-e", AGENT, "--", PROGRAM], {
    stdin: JSON.stringify(asked),
    env: { CLAUDE_CODE_SESSION_ATTENDED: "1", ...env },
  });
}

function ask(box: Sandbox, more: Frame = {}, env: Record<string, string> = {}): Running {
  return askAll(box, [payload(more)], env);
}

async function openSubscriber(box: Sandbox): Promise<WireClient> {
  const client = await box.connect();
  await client.data({ cmd: "SUB" });
  return client;
}

/** The question, once somebody can answer it. */
async function question(client: WireClient, text = "rm -rf build"): Promise<Frame> {
  const { session } = await client.waitFor("a question that can be answered", ({ session }) =>
    session?.questions.some((one: Frame) => one.answerable && has(one, text)),
  );
  return session.questions.find((one: Frame) => has(one, text));
}

const has = ({ detail }: Frame, text: string) => detail?.includes(text) === true;

async function answer(box: Sandbox, { id, hash }: Frame, more: Frame): Promise<string> {
  const client = await box.connect();
  const about = { session_id: "s1", question_id: id, seen: hash };
  return (await client.data({ cmd: "ANSWER", ...about, ...more })).answer_status;
}

function decisionIn({ stdout }: { stdout: string }): Frame {
  return JSON.parse(stdout).hookSpecificOutput.decision;
}

test("what is allowed at the hub is what the hook prints", async () => {
  using box = sandbox();
  await box.daemon();
  const client = await openSubscriber(box);
  const hook = ask(box);
  const asked = await question(client);
  expect(asked).toMatchObject({
    kind: "permission",
    detail: "Bash\ncommand: rm -rf build\ndescription: clean up\nin: /tmp",
  });
  expect(await answer(box, asked, { decision: "allow" })).toBe("taken");
  const outcome = await hook.exited();
  expect(outcome).toMatchObject({ exitCode: 0, stderr: "" });
  expect(decisionIn(outcome)).toEqual({ behavior: "allow" });
});

test("a denial is printed with its reason, and an option as the answer to its question", async () => {
  using box = sandbox();
  await box.daemon();
  const client = await openSubscriber(box);
  const denied = ask(box);
  const deny = { decision: "deny", message: "not now" };
  await answer(box, await question(client), deny);
  expect(decisionIn(await denied.exited())).toEqual({ behavior: "deny", message: "not now" });
  const choices = [
    { label: "Red", description: "the red one" },
    { label: "Blue", description: "the blue one" },
  ];
  const questions = [{ question: "Which colour?", options: choices, multiSelect: false }];
  const chosen = ask(box, { tool_name: "AskUserQuestion", tool_input: { questions } });
  const asked = await question(client, "Which colour?");
  expect(asked).toMatchObject({ options: ["Red", "Blue"], kind: "question" });
  await answer(box, asked, { decision: "option", option: "Blue" });
  expect(decisionIn(await chosen.exited())).toEqual({
    behavior: "allow",
    updatedInput: { questions, answers: { "Which colour?": "Blue" } },
  });
});

test("a hook that is told to end says that its question was turned down, and nothing else", async () => {
  using box = sandbox();
  await box.daemon();
  const client = await openSubscriber(box);
  const hook = ask(box);
  await question(client);
  hook.signal("SIGUSR1");
  expect(await hook.exited()).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
  await client.waitFor("no question", ({ session }) => session?.questions.length === 0);
});

for (const end of ["SIGKILL", "SIGTERM"] as const) {
  test(`a hub that ends by ${end} lets its hook go in silence`, async () => {
    using box = sandbox();
    const daemon = await box.daemon();
    const client = await openSubscriber(box);
    const hook = ask(box);
    await question(client);
    daemon.signal(end);
    expect(await hook.exited()).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
  });
}

test("a hub that is suspended lets its hook go in silence", async () => {
  using box = sandbox();
  const daemon = await box.daemon();
  const client = await openSubscriber(box);
  const hook = ask(box);
  await question(client);
  daemon.signal("SIGSTOP");
  expect(await hook.exited(30_000)).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
});

test("nobody stays under -p, nor without the flag, nor for a plan or a subagent", async () => {
  using box = sandbox();
  await box.daemon();
  const attended = { CLAUDE_CODE_SESSION_ATTENDED: "0" };
  const unasked = await ask(box, {}, attended).exited();
  const env = { CLAUDE_CODE_SESSION_ATTENDED: "1" };
  const plain = await box.run(["hook", "claude"], { stdin: payload(), env });
  const plan = await ask(box, { tool_name: "ExitPlanMode", tool_input: {} }).exited();
  const subagent = await ask(box, { agent_id: "b7" }).exited();
  for (const outcome of [unasked, plain, plan, subagent]) {
    expect(outcome).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
  }
});

test("of a payload that is too huge to be read whole nothing can be allowed", async () => {
  using box = sandbox();
  await box.daemon();
  const command = `: ${"x".repeat(600_000)}; rm -rf /`;
  const client = await openSubscriber(box);
  const outcome = await ask(box, { tool_input: { command } }).exited();
  expect(outcome).toMatchObject({ exitCode: 0, stdout: "" });
  const isAsked = ({ session }: Frame) => session?.status === "question";
  const { session } = await client.waitFor("the question", isAsked);
  expect(session.questions).toMatchObject([{ answerable: false, detail: null }]);
});

test("two questions at once are answered each by its own hook", async () => {
  using box = sandbox();
  await box.daemon();
  const client = await openSubscriber(box);
  const other = { tool_input: { command: "ls" } };
  const agent = askAll(box, [payload(), payload(other)]);
  const { session } = await client.waitFor("both questions", ({ session }) => {
    return session?.questions.filter((one: Frame) => one.answerable).length === 2;
  });
  const asked = (text: string) => session.questions.find((one: Frame) => has(one, text));
  expect(await answer(box, asked("command: ls"), { decision: "deny" })).toBe("taken");
  await agent.prints(/deny/);
  expect(await answer(box, asked("rm -rf"), { decision: "allow" })).toBe("taken");
  expect((await agent.exited()).stdout).toMatch(/"deny".*\n.*"allow"/);
});

test("a hook whose agent is gone does not stay", async () => {
  using box = sandbox();
  await box.daemon();
  const client = await openSubscriber(box);
  const hook = ask(box);
  await question(client);
  hook.signal("SIGKILL");
  await client.waitFor("nobody to answer to", ({ session }) => {
    return session !== undefined && !session.questions.some((one: Frame) => one.answerable);
  });
  const other = await box.connect();
  const connections = async () => (await other.status()).connections;
  await until(
    async () => (await connections()) === 2,
    "the hook's end",
    () => "it stays",
  );
});
