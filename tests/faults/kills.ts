import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import type { Sandbox } from "../support/sandbox.ts";
import { within } from "../support/until.ts";
import type { Frame } from "../support/wire.ts";
import { openPipe } from "./pipe.ts";
import { createReplica, timeless } from "./replica.ts";

const WRITERS = 8;
const IDS_PER_WRITER = 12;
/** Few enough that all closed sessions are kept. */
const CLOSING_IDS = 2;

/** What one session's writer knows: the last answer, and what it has no answer to. */
interface Account {
  /** Null once its deletion was answered. */
  acknowledged: Frame | null;
  underWay: Frame[];
}

export interface KillFigures {
  kills: number;
  acknowledged: number;
  resumed: number;
}

/** What each writer asks, over and over from its own place on, and when the kill comes. */
const round = fc.record({
  requests: fc.array(
    fc.record({
      cmd: fc.oneof(
        { arbitrary: fc.constant("SET"), weight: 13 },
        { arbitrary: fc.constant("RM"), weight: 6 },
        { arbitrary: fc.constant("DELETE"), weight: 1 },
      ),
      n: fc.nat({ max: IDS_PER_WRITER - 1 }),
      status: fc.constantFrom("working", "attention", "question"),
      length: fc.nat({ max: 300 }),
    }),
    { minLength: 40, maxLength: 100, size: "max" },
  ),
  /** Requests that a writer has under way at once. */
  batches: fc.array(fc.integer({ min: 1, max: 16 }), { minLength: 8 }),
  delayMs: fc.integer({ min: 5, max: 125 }),
});
type Round = typeof round extends fc.Arbitrary<infer T> ? T : never;

/**
 * Writers and a subscriber at work, the daemon killed at a random moment, again
 * and again: after each restart every answered change is there, the epoch is
 * the same, and the subscriber resumes with just what it missed. To be run
 * with `endOnFailure`: the state goes on from run to run.
 */
export async function killProperty(box: Sandbox, figures: KillFigures) {
  const accounts = new Map<string, Account>();
  const replica = createReplica();
  let epoch: string | undefined;
  let messages = 0;
  let daemon = await box.daemon();

  async function write(writer: number, { requests, batches }: Round): Promise<void> {
    const pipe = await openPipe(box.socket, () => {});
    let next = writer * 7;
    for (let turn = writer; !pipe.isClosed; turn++) {
      const batch = Array.from({ length: batches[turn % batches.length] ?? 1 }, () =>
        nextRequest(writer, requests, next++),
      );
      await Promise.all(batch.map((request) => carryOut(request)));
    }
    async function carryOut(request: Frame): Promise<void> {
      const account = accounts.get(request.session_id) ?? { acknowledged: null, underWay: [] };
      accounts.set(request.session_id, account);
      account.underWay.push(request);
      const reply = await pipe.ask(request);
      if (reply === undefined) return;
      account.underWay.shift();
      figures.acknowledged += 1;
      if (reply.ok) account.acknowledged = request.cmd === "DELETE" ? null : timeless(reply.data);
    }
  }

  function nextRequest(writer: number, requests: Round["requests"], at: number): Frame {
    const asked = requests[at % requests.length];
    const { cmd = "SET", n = 0, status, length = 0 } = asked ?? {};
    const session_id = `w${writer}-${n}`;
    if (cmd === "DELETE" || (cmd === "RM" && n < CLOSING_IDS)) return { cmd, session_id };
    messages += 1;
    return { cmd: "SET", session_id, status, message: `m${messages}.${"x".repeat(length)}` };
  }

  return fc.asyncProperty(round, async (asked) => {
    await replica.connect(box.socket);
    const writers = Array.from({ length: WRITERS }, (_, writer) => write(writer, asked));
    await Bun.sleep(asked.delayMs);
    daemon.signal("SIGKILL");
    await daemon.exited();
    await Promise.all([...writers, replica.pipe?.closed]);
    figures.kills += 1;
    daemon = await box.daemon();
    const pipe = await openPipe(box.socket, () => {});
    const health = (await pipe.ask({ cmd: "STATUS" }))?.data;
    const list: Frame[] = (await pipe.ask({ cmd: "LIST" }))?.data;
    pipe.close();
    epoch ??= health.epoch;
    const lost: string[] = [];
    if (health.epoch !== epoch) lost.push("another epoch");
    if (health.warnings.length > 0) lost.push(String(health.warnings));
    const sessions = new Map(list.map((session) => [session.session_id, timeless(session)]));
    for (const [id, account] of accounts) {
      const found = sessions.get(id) ?? null;
      const isKept = isExplained(found, account);
      if (!isKept) lost.push(`${id} is ${JSON.stringify({ found, ...account })}`);
      accounts.set(id, { acknowledged: found, underWay: [] });
    }
    await replica.connect(box.socket);
    await within(replica.reaches(health.seq), "the subscriber to catch up", () => replica.seq);
    const seen = [...replica.sessions].map(([id, session]) => [id, timeless(session)] as const);
    if (!isDeepStrictEqual(new Map(seen.sort()), new Map([...sessions].sort()))) {
      lost.push("the subscriber knows another state");
    }
    replica.pipe?.close();
    await replica.pipe?.closed;
    figures.resumed = replica.resumed;
    if (lost.length > 0) throw new Error(lost.join("\n"));
  });
}

/** Whether the state found is the one answered last, or one that a later request asked for. */
function isExplained(found: Frame | null, { acknowledged, underWay }: Account): boolean {
  if (isDeepStrictEqual(found, acknowledged)) return true;
  return underWay.some((request) => {
    if (request.cmd === "DELETE") return found === null;
    if (found === null) return false;
    if (request.cmd === "RM") return found.status === "closed";
    return found.status === request.status && found.message === request.message;
  });
}
