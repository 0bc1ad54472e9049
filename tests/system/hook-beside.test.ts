// A hook that its agent waits for: it ends at once, and a process beside it answers at the agent's server.
import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { PROGRAM } from "../support/paths.ts";
import { type Sandbox, sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS, within } from "../support/until.ts";
import type { Frame, WireClient } from "../support/wire.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const COMMAND = "rm -rf build";

/** An app-server that asks whoever joins the thread. @param takes whether it says that an answer was taken. */
function startServer(box: Sandbox, takes = true) {
  const folder = `${box.folder}/codex/app-server-control`;
  mkdirSync(folder, { recursive: true });
  const heard: Frame[] = [];
  const answered = Promise.withResolvers<Frame>();
  const left = Promise.withResolvers<void>();
  const steered = Promise.withResolvers<number>();
  const clients = new Set<Bun.ServerWebSocket<undefined>>();
  const resolve = () => {
    const params = { threadId: "t1", requestId: 0 };
    for (const client of clients) {
      client.send(JSON.stringify({ method: "serverRequest/resolved", params }));
    }
  };
  const server = Bun.serve({
    unix: `${folder}/app-server-control.sock`,
    fetch: (request, self) => (self.upgrade(request) ? undefined : new Response()),
    websocket: {
      open: (client) => void clients.add(client),
      close: (client) => {
        clients.delete(client);
        left.resolve();
      },
      message(client, text) {
        const message = JSON.parse(String(text));
        heard.push(message);
        if (message.method === "turn/steer") steered.resolve(message.id);
        else if (message.id !== undefined && message.method !== undefined) {
          const thread = { status: { type: "active", activeFlags: [] } };
          client.send(JSON.stringify({ id: message.id, result: { thread } }));
        }
        if (message.method === "thread/resume") client.send(REQUEST);
        if (message.result === undefined) return;
        answered.resolve(message);
        if (takes) resolve();
      },
    },
  });
  const wait = <T>(promise: Promise<T>, what: string) => within(promise, what, () => heard);
  return {
    heard,
    resolve,
    answered: () => wait(answered.promise, "an answer"),
    /** Words for the turn have come; they are taken once that is said to every client. */
    steered: () => wait(steered.promise, "words for the turn"),
    reply(id: number) {
      for (const client of clients) client.send(JSON.stringify({ id, result: { turnId: "u1" } }));
    },
    left: () => wait(left.promise, "the end of the connection"),
    [Symbol.dispose]: () => void server.stop(true),
  };
}

const REQUEST = JSON.stringify({
  method: "item/commandExecution/requestApproval",
  id: 0,
  params: { threadId: "t1", turnId: "u1", command: `/bin/bash -lc '${COMMAND}'`, cwd: "/w" },
});

/** A process that stands for the agent: it runs its hook, and is no ancestor of who answers. */
const AGENT = `
  const hook = Bun.spawnSync([process.argv[1], "hook", "codex", "--answers"], { stdin: Bun.stdin });
  console.log(JSON.stringify([hook.exitCode, hook.stdout.toString(), hook.stderr.toString()]));
  setInterval(() => {}, 60_000);
`;

async function askThere(box: Sandbox): Promise<WireClient> {
  await box.daemon();
  const client = await box.connect();
  await client.data({ cmd: "SUB" });
  const payload = {
    session_id: "t1",
    turn_id: "u1",
    model: "gpt",
    transcript_path: `${box.folder}/codex/sessions/2026/11/26/rollout-t1.jsonl`,
    cwd: "/w",
    hook_event_name: "PermissionRequest",
    permission_mode: "default",
    tool_name: "Bash",
    tool_input: { command: COMMAND },
  };
  const stdin = JSON.stringify(payload);
  const agent = box.spawn([process.execPath, "-e", AGENT, "--", PROGRAM], { stdin });
  await agent.prints(/\[0,"",""\]/);
  return client;
}

async function question(client: WireClient): Promise<Frame> {
  const { session } = await client.waitFor("a question that can be answered", ({ session }) =>
    session?.questions.some((one: Frame) => one.answerable),
  );
  return session.questions.find((one: Frame) => one.answerable);
}

async function answer(box: Sandbox, { id, hash }: Frame, more: Frame): Promise<string> {
  const client = await box.connect();
  const about = { session_id: "t1", question_id: id, seen: hash };
  return (await client.data({ cmd: "ANSWER", ...about, ...more })).answer_status;
}

test("what is allowed at the hub is accepted at the agent's server, and the client leaves", async () => {
  using box = sandbox();
  using server = startServer(box);
  const client = await askThere(box);
  const asked = await question(client);
  expect(asked.detail).toBe(`command\ncommand: /bin/bash -lc '${COMMAND}'\ncwd: /w`);
  expect(await answer(box, asked, { decision: "allow" })).toBe("taken");
  expect(await server.answered()).toEqual({ id: 0, result: { decision: "accept" } });
  await server.left();
  expect(server.heard.at(-1)).toMatchObject({ method: "thread/unsubscribe" });
});

test("the reason of a denial is said to the turn, and the client stays until that was taken", async () => {
  using box = sandbox();
  using server = startServer(box);
  const client = await askThere(box);
  const asked = await question(client);
  await answer(box, asked, { decision: "deny", message: "not here" });
  expect(await server.answered()).toEqual({ id: 0, result: { decision: "decline" } });
  const id = await server.steered();
  await client.waitFor("nothing asked", ({ session }) => session?.questions.length === 0);
  await box.run(["status"]); // by then it would have left
  expect(server.heard.at(-1)).toMatchObject({ method: "turn/steer" });
  server.reply(id);
  await server.left();
});

test("what is answered in the terminal is no longer held, and nothing was said to the server", async () => {
  using box = sandbox();
  using server = startServer(box);
  const client = await askThere(box);
  const asked = await question(client);
  server.resolve();
  await server.left();
  await client.waitFor("nobody who holds it", ({ session }) =>
    session?.questions.some(({ answerable }: Frame) => !answerable),
  );
  expect(await answer(box, asked, { decision: "allow" })).toBe("not_held");
  expect(server.heard.filter(({ result }) => result !== undefined)).toEqual([]);
});

test("an answer that the server does not take leaves its question open", async () => {
  using box = sandbox();
  using server = startServer(box, false);
  const client = await askThere(box);
  const asked = await question(client);
  await answer(box, asked, { decision: "allow" });
  await server.answered();
  await client.waitFor("the question again", ({ session }) =>
    session?.questions.some(({ id }: Frame) => id !== asked.id),
  );
});

test("a hub that is killed lets the client go without a word to the server", async () => {
  using box = sandbox();
  using server = startServer(box);
  await question(await askThere(box));
  for (const pid of box.daemons()) process.kill(pid, "SIGKILL");
  await server.left();
  expect(server.heard.filter(({ result }) => result !== undefined)).toEqual([]);
});
