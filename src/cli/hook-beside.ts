import type { Entry } from "../agents/agent.ts";
import type { Decided } from "../agents/facets/answers.ts";
import { entryNamed } from "../agents/table.ts";
import type { Hold } from "../client/holding.ts";
import { openUnixWebSocket } from "../host/unix-web-socket.ts";
import type { Verdict } from "../protocol/frames.ts";
import type { Report } from "../protocol/session.ts";
import { startBeside } from "./beside.ts";

/** What is longer could not be answered anyway. */
const MAX_INPUT = 60_000;
/** The server asks within this after the hook has ended, or not at all. */
const ASKED_MS = 10_000;
/** As long as a question is held at most. */
const LIMIT_MS = 30 * 60_000;
/** An answer is taken within this, or was not. */
const TAKEN_MS = 2000;

/** What the process is piped. */
interface Beside {
  agent: string;
  socket: string;
  /** The question, as it was told. */
  report: Report;
  payload: unknown;
}

/**
 * Starts a process that holds the question at the hub and answers it at the agent's
 * server, for an agent that waits for its hook. Nothing waits for that process.
 * @param command what has this program call {@link answerBeside}.
 */
export async function startAnswering(
  { name, serverAnswers }: Entry,
  command: readonly string[],
  { socket, report, payload }: Omit<Beside, "agent">,
): Promise<void> {
  const facet = await serverAnswers?.();
  if (facet?.serverAnswers.socketOf(payload) === undefined) return;
  const { hold_ms: _, ...question } = report; // the server asks people alone
  const input = JSON.stringify({ agent: name, socket, report: question, payload });
  if (Buffer.byteLength(input) > MAX_INPUT) return;
  startBeside(command, input);
}

/** Holds the question that it is piped until it was answered, here or in the terminal. */
export async function answerBeside(): Promise<void> {
  // Written by `startBeside`, of this same program.
  const { agent, socket, report, payload } = (await Bun.stdin.json()) as Beside;
  const facet = await entryNamed(agent)?.serverAnswers?.();
  const path = facet?.serverAnswers.socketOf(payload);
  if (facet === undefined || path === undefined) return;
  const conversation = facet.serverAnswers.open(payload);
  const over = Promise.withResolvers<null>();
  let taken = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<{ detail: string; options: readonly string[] }>();
  const link = openUnixWebSocket(path, {
    onOpen: () => sendAll(conversation.hello),
    onMessage(text) {
      const heard = conversation.read(text);
      sendAll(heard.replies);
      if (heard.asked !== undefined) asked.resolve(heard.asked);
      if (heard.isOver) over.resolve(null);
      if (!conversation.isAwaited) taken.resolve();
    },
    onClose() {
      over.resolve(null);
      taken.resolve();
    },
  });
  if (link === null) return;
  const question = await Promise.race([asked.promise, over.promise, after(ASKED_MS)]);
  if (question !== null) {
    const { hold } = await import("../client/holding.ts");
    const input = { ...report, ...question, options: [...question.options] };
    const held = await hold(socket, input, () => {});
    if (held !== undefined) await answerHeld(held);
  }
  sendAll(conversation.bye);
  link.close();

  function sendAll(texts: readonly string[]): void {
    for (const text of texts) link?.send(text);
  }

  async function answerHeld(held: Hold): Promise<void> {
    const word = await Promise.race([held.verdict, over.promise, after(LIMIT_MS)]);
    const decided = word === null ? undefined : decidedBy(word);
    if (decided !== undefined) {
      taken = Promise.withResolvers();
      sendAll(conversation.answer(decided));
      const isTaken = await Promise.race([over.promise, after(TAKEN_MS, "late")]);
      // The hub has closed it by now, and the dialog stands.
      if (isTaken !== null) await held.report(askedAnew(report));
      else if (conversation.isAwaited) await Promise.race([taken.promise, after(TAKEN_MS)]);
    }
    held.close();
  }
}

function askedAnew(report: Report): Report {
  return { ...report, at_ms: Date.now(), report_id: crypto.randomUUID() };
}

function decidedBy({ decision, message }: Verdict): Decided | undefined {
  if (decision === "allow") return { decision };
  return decision === "deny" ? { decision, message } : undefined;
}

/** @returns after that time, without keeping the process. */
function after<const T = null>(ms: number, value: T = null as T): Promise<T> {
  return new Promise((resolve) => setTimeout(resolve, ms, value).unref());
}
