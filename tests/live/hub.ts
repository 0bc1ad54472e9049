// What a person does to the hub, or there, while an agent asks.
import * as fs from "node:fs";
import { buildVersion } from "../faults/versions.ts";
import { type Frame, openWire } from "../support/wire.ts";
import type { GiveAnswer } from "./scenario.ts";
import { NotSeen } from "./terminal/tmux.ts";

const ASKED_LIMIT_MS = 15_000;
const STARTED_LIMIT_MS = 25000;

interface Where {
  env: Record<string, string>;
  folder: string;
}

/** Answers at the hub. @throws NotSeen where nothing can be answered, or it comes to something else */
export async function giveAnswer(
  action: GiveAnswer,
  { env }: Where,
  press: (keys: readonly string[]) => void,
): Promise<void> {
  using client = await openWire(env.AGENT_CONSOLE_SOCKET ?? "");
  const { session_id, question } = await findQuestion(client, action.of);
  const { answer, message } = action;
  const decision =
    typeof answer === "string" ? { decision: answer } : { decision: "option", ...answer };
  const about = { session_id, question_id: question.id, seen: question.hash, by: "the live suite" };
  if (action.press !== undefined) press(action.press);
  const reply = await client.data({ cmd: "ANSWER", ...about, ...decision, message });
  const { comes = "taken" } = action;
  if (comes !== "any" && reply.answer_status !== comes) {
    throw new NotSeen(`an answer that is ${comes}: it was ${reply.answer_status}`);
  }
}

async function findQuestion(client: Awaited<ReturnType<typeof openWire>>, of: RegExp | undefined) {
  const deadlineMs = Date.now() + ASKED_LIMIT_MS;
  for (;;) {
    const sessions: Frame[] = await client.data({ cmd: "LIST" });
    for (const { session_id, questions } of sessions) {
      const isMeant = (one: Frame) => one.answerable && (of === undefined || of.test(one.detail));
      const question = questions.find(isMeant);
      if (question !== undefined) return { session_id, question };
    }
    if (Date.now() > deadlineMs) {
      throw new NotSeen(`a question that can be answered: ${JSON.stringify(sessions)}`);
    }
    await Bun.sleep(20);
  }
}

/**
 * Has `notify` show its notifications on a desktop where somebody looks for three
 * seconds, and then clicks. It ends with the scenario.
 */
export function clickNotifications(click: "allow" | "deny", { env, folder }: Where): void {
  const bin = `${folder}/desktop`;
  fs.mkdirSync(bin);
  const script = `#!/bin/sh\ncase "$*" in *--action=${click}=*) sleep 3; echo ${click} ;; esac\n`;
  fs.writeFileSync(`${bin}/notify-send`, script, { mode: 0o755 });
  Bun.spawn([`${folder}/agent-console`, "notify", "--desktop"], {
    env: { ...env, PATH: `${bin}:${env.PATH}`, DISPLAY: ":0" },
    stdout: "ignore",
    stderr: "ignore",
  });
}

/** When a tool made that file, Unix milliseconds. @throws NotSeen where it does not */
export async function startedMs(path: string): Promise<number> {
  const deadlineMs = Date.now() + STARTED_LIMIT_MS;
  while (!fs.existsSync(path)) {
    if (Date.now() > deadlineMs) throw new NotSeen(`the start of the tool: no ${path}`);
    await Bun.sleep(5);
  }
  return fs.statSync(path).mtimeMs;
}

/** The hub is killed, or a newer program takes its place. */
export async function disturbHub(how: "kill" | "upgrade", { env, folder }: Where): Promise<void> {
  using client = await openWire(env.AGENT_CONSOLE_SOCKET ?? "");
  const { pid } = await client.status();
  if (how === "kill") {
    process.kill(pid, "SIGKILL");
    return;
  }
  // Not to be waited for at a stretch: other scenarios are told of things meanwhile.
  const newer = await buildVersion(folder, "99.0.0");
  await Bun.spawn([newer, "list"], { env, stdout: "ignore" }).exited;
  const { app_version } = await client.status();
  if (app_version !== "99.0.0") throw new Error(`the hub is still version ${app_version}`);
}
