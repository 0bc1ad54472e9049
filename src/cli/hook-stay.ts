import { writeSync } from "node:fs";
import type { Entry } from "../agents/agent.ts";
import type { Answers, Decided, Holdable } from "../agents/facets/answers.ts";
import type { Verdict } from "../protocol/frames.ts";
import type { Report } from "../protocol/session.ts";

/** As long as a hook stays at most; its agent gives it a little longer. */
const LIMIT_MS = 30 * 60_000;
/** Whether the agent is still there is looked at so often. */
const ORPHAN_MS = 5000;
/** The agent's own records tell of a question that was turned down by then, and tell more. */
const RECORDED_MS = 800;
/** So long the hub may take to hear of it. */
const LAST_WORD_MS = 200;
const STDOUT = 1;

/** A hook that has reported, and stays for the answer. */
export interface Stay {
  /** Prints the answer, if one comes. Resolves when there is nothing to stay for any more. */
  finish(): Promise<void>;
}

/** What the payload asks, where its agent takes an answer from a hook. */
export async function askedBy(
  agent: Entry,
  payload: unknown,
): Promise<(Holdable & { answers: Answers }) | undefined> {
  const facet = await agent.answers?.();
  const asked = facet?.answers.asked(payload, process.env);
  return facet === undefined || asked === undefined ? undefined : { ...asked, ...facet };
}

/**
 * Reports the question and stays for its answer.
 * @param reports what is to be reported; the question is taken out once the hub has it.
 * @returns undefined where nobody can answer here: what is left is to be delivered as ever.
 */
export async function stay(
  socket: string,
  reports: Report[],
  { answers, detail, options }: Holdable & { answers: Answers },
  payload: unknown,
): Promise<Stay | undefined> {
  const [report] = reports;
  if (reports.length !== 1 || report?.status !== "question" || !report.asks) return undefined;
  // Loaded on demand: hardly any hook stays.
  const { hold } = await import("../client/holding.ts");
  const told = Promise.withResolvers<"ended">();
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    process.on(signal, () => told.resolve("ended"));
  }
  const input = { ...report, detail, options: [...options] };
  const held = await hold(socket, input, () => reports.shift());
  if (held === undefined) return undefined;
  const agentPid = process.ppid;
  return {
    async finish() {
      const over = Promise.withResolvers<null>();
      const limit = setTimeout(over.resolve, LIMIT_MS, null);
      const orphan = setInterval(() => {
        if (process.ppid !== agentPid) over.resolve(null);
      }, ORPHAN_MS);
      const word = await Promise.race([held.verdict, told.promise, over.promise]);
      clearTimeout(limit);
      clearInterval(orphan);
      if (word === "ended") {
        await Bun.sleep(RECORDED_MS);
        const said = { ...turnedDown(report), ...answers.turnedDown(report.asks ?? "") };
        await Promise.race([held.report(said), Bun.sleep(LAST_WORD_MS)]);
      } else if (word !== null) print(answers, payload, word);
      held.close();
    },
  };
}

/** The agent ends a hook whose dialog was turned down. */
function turnedDown({ session_id, agent_type, asks, event }: Report): Report {
  const at = { at_ms: Date.now(), report_id: crypto.randomUUID() };
  return {
    ...{ session_id, source: "hook", ...at },
    ...(agent_type === undefined ? {} : { agent_type }),
    ...(asks === undefined ? {} : { answers: asks }),
    ...(event === undefined ? {} : { event }),
  };
}

function print(answers: Answers, payload: unknown, verdict: Verdict): void {
  const decided = decidedBy(verdict);
  if (decided !== undefined) writeSync(STDOUT, `${answers.print(payload, decided)}\n`);
}

function decidedBy({ decision, option, message }: Verdict): Decided | undefined {
  if (decision === "allow") return { decision };
  if (decision === "deny") return { decision, message };
  return decision === "option" && option !== null ? { decision, option } : undefined;
}
