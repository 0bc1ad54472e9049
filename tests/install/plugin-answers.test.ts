// OpenCode's plugin that holds its questions up: what it hands to the server inside, and when.
import { expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { busAnswers } from "../../src/agents/shape/opencode-answers.ts";
import { pluginText } from "../../src/install/plugins.ts";
import { PROGRAM } from "../support/paths.ts";
import { type Sandbox, sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS } from "../support/until.ts";
import type { Frame, WireClient } from "../support/wire.ts";
import { targetNamed } from "./targets.ts";

setDefaultTimeout(TEST_LIMIT_MS);

/** The agent's bus as it was recorded: a command that is asked about, turned down by its person. */
const BUS: Frame[] = (await Bun.file(`${import.meta.dir}/../fixtures/opencode/asking.jsonl`).text())
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));
const ASKED_AT = BUS.findIndex(({ type }) => type === "permission.asked");
const { id: REQUEST, sessionID: SESSION } = BUS[ASKED_AT]?.properties ?? {};
const QUESTION = {
  type: "question.asked",
  properties: {
    id: "que_1",
    sessionID: SESSION,
    questions: [
      {
        question: "Which colour?",
        header: "Colour",
        options: [
          { label: "Red", description: "warm" },
          { label: "Blue", description: "cold" },
        ],
      },
    ],
  },
};

/** The agent: it loads the plugin, hands it the events that it is posted, and prints what its server is. */
const AGENT = `
  const [text, unix, status] = process.argv.slice(1);
  const { AgentConsole } = await import(text);
  const _client = { async post(request) {
    console.log(JSON.stringify(request));
    return { response: { ok: status === "200" } };
  } };
  const { event } = await AgentConsole({ directory: "/proj", client: { _client } });
  Bun.serve({ unix, async fetch(request) {
    for (const one of await request.json()) await event({ event: one });
    return new Response();
  } });
  console.log("ready");
`;

interface Options {
  answers?: boolean;
  /** What its server says to a post. */
  status?: string;
  env?: Record<string, string>;
}

/** An agent with its plugin. */
async function openAgent(box: Sandbox, { answers = true, status = "200", env = {} }: Options = {}) {
  const [file] = targetNamed("opencode").files;
  if (file?.kind !== "plugin") throw new Error("OpenCode has no plugin");
  const name = `${box.folder}/agent-${crypto.randomUUID().slice(0, 8)}`;
  writeFileSync(`${name}.js`, pluginText("opencode", file.plugin, PROGRAM, answers));
  const unix = `${name}.sock`;
  const command = [process.execPath, "-e", AGENT, "--", `${name}.js`, unix, status];
  const running = box.spawn(command, { env });
  await running.prints(/ready/);
  return {
    async emit(...events: readonly Frame[]) {
      await fetch("http://agent/", { unix, method: "POST", body: JSON.stringify(events) });
    },
    /** What its server was posted, once that names this. */
    async posted(pattern: RegExp): Promise<Frame> {
      await running.prints(pattern);
      return JSON.parse(running.stdout.split("\n").find((line) => pattern.test(line)) ?? "");
    },
    stdout: () => running.stdout,
  };
}

async function subscriber(box: Sandbox): Promise<WireClient> {
  const client = await box.connect();
  await client.subscribe();
  return client;
}

/** A hub, a subscriber and an agent that has just asked. */
async function openAsked(box: Sandbox, more: Options = {}) {
  const daemon = await box.daemon();
  const client = await subscriber(box);
  const agent = await openAgent(box, more);
  await agent.emit(...BUS.slice(0, ASKED_AT + 1));
  return { daemon, client, agent };
}

async function question(client: WireClient, kind = "permission"): Promise<Frame> {
  const isHeld = (one: Frame) => one.answerable && one.kind === kind;
  const { session } = await client.waitFor("a question that can be answered", ({ session }) =>
    session?.questions.some(isHeld),
  );
  return session.questions.find(isHeld);
}

async function answer(box: Sandbox, { id, hash }: Frame, more: Frame): Promise<string> {
  const client = await box.connect();
  const about = { session_id: SESSION, question_id: id, seen: hash };
  return (await client.data({ cmd: "ANSWER", ...about, ...more })).answer_status;
}

test("what is allowed at the hub is allowed once, by the request's own id", async () => {
  using box = sandbox();
  const { client, agent } = await openAsked(box);
  const asked = await question(client);
  expect(asked).toMatchObject({
    kind: "permission",
    detail: "bash\ncommand: echo x\ndescription: scripted\nin: /proj",
  });
  expect(await answer(box, asked, { decision: "allow" })).toBe("taken");
  expect(await agent.posted(/reply/)).toEqual({
    url: "/permission/{requestID}/reply",
    path: { requestID: REQUEST },
    body: { reply: "once" },
  });
});

test("a denial goes on with its reason, and an option as the answer to its question", async () => {
  using box = sandbox();
  const { client, agent } = await openAsked(box);
  await answer(box, await question(client), { decision: "deny", message: "not now" });
  expect((await agent.posted(/reject/)).body).toEqual({
    reply: "reject",
    message: "not now",
  });
  await agent.emit(QUESTION);
  const asked = await question(client, "question");
  expect(asked).toMatchObject({ options: ["Red", "Blue"] });
  await answer(box, asked, { decision: "option", option: "Blue" });
  expect(await agent.posted(/question/)).toEqual({
    url: "/question/{requestID}/reply",
    path: { requestID: "que_1" },
    body: { answers: [["Blue"]] },
  });
});

test("what is answered in the terminal is no longer to be answered at the hub", async () => {
  using box = sandbox();
  const { client, agent } = await openAsked(box);
  const asked = await question(client);
  await agent.emit(...BUS.slice(ASKED_AT + 1));
  await client.waitFor("no question", ({ session }) => session?.questions.length === 0);
  expect(await answer(box, asked, { decision: "allow" })).toBe("answered_elsewhere");
});

test("an answer that the agent does not take leaves its question open", async () => {
  using box = sandbox();
  const { client } = await openAsked(box, { status: "500" });
  const asked = await question(client);
  await answer(box, asked, { decision: "allow" });
  await client.waitFor("the question again", ({ session }) =>
    session?.questions.some(({ id }: Frame) => id !== asked.id),
  );
});

test("without the opt-in nothing is held", async () => {
  using box = sandbox();
  const { client } = await openAsked(box, { answers: false });
  await client.waitFor("the question", ({ session }) => session?.status === "question");
  // By the time that a later question is held, this one would be.
  const last = await openAgent(box);
  await last.emit({ ...QUESTION, properties: { ...QUESTION.properties, sessionID: "later" } });
  await question(client, "question");
  const sessions: Frame[] = await (await box.connect()).data({ cmd: "LIST" });
  const held = sessions.filter(({ questions }) => questions.some((one: Frame) => one.answerable));
  expect(held.map(({ session_id }) => session_id)).toEqual(["later"]);
});

test("a hub that is killed leaves the agent's question alone", async () => {
  using box = sandbox();
  // Whoever starts the next hub, it is not its hook, which is let go just then.
  const env = { AGENT_CONSOLE_AUTOSTART: "0" };
  const { daemon, client, agent } = await openAsked(box, { env });
  await question(client);
  daemon.signal("SIGKILL");
  await daemon.exited();
  await box.daemon();
  const next = await subscriber(box);
  await agent.emit(...BUS.slice(ASKED_AT + 1));
  await next.waitFor("the end of the turn", ({ session }) => session?.status === "attention");
  expect(agent.stdout()).toBe("ready\n");
});

test("only what is known as a whole is held up", () => {
  const held = { type: "permission.asked", held: true };
  const detail = (properties: Frame, more: Frame = {}) =>
    busAnswers.asked({ ...held, properties, ...more }, {})?.detail;
  const edit = { filepath: "/p/a.txt", diff: "+a\n", files: [{ before: "", after: "a" }] };
  expect(detail({ permission: "edit", metadata: edit })).toBe(
    "edit\nfilepath: /p/a.txt\ndiff:\n  +a\n  ",
  );
  const call = { tool: "task", input: { prompt: "go" } };
  const task = { permission: "task", metadata: { description: "d" }, patterns: ["general"] };
  expect(detail(task, { call })).toBe(
    'task\ntool: task\nprompt: go\ndescription: d\npatterns: ["general"]',
  );
  expect(detail(task)).toBeUndefined();
  expect(busAnswers.asked({ ...held, held: false, properties: task, call }, {})).toBeUndefined();
});
