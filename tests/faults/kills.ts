import { isDeepStrictEqual } from "node:util";
import type { Sandbox } from "../support/sandbox.ts";
import { within } from "../support/until.ts";
import type { Frame } from "../support/wire.ts";
import { openPipe } from "./pipe.ts";
import type { Random } from "./random.ts";
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
  lost: string[];
  resumed: number;
}

/**
 * Writers and a subscriber at work, the daemon killed at a random moment, again
 * and again: after each restart every answered change is there, the epoch is
 * the same, and the subscriber resumes with just what it missed.
 */
export async function killUnderLoad(
  box: Sandbox,
  random: Random,
  rounds: number,
): Promise<KillFigures> {
  const accounts = new Map<string, Account>();
  const replica = createReplica();
  const figures: KillFigures = { kills: 0, acknowledged: 0, lost: [], resumed: 0 };
  let epoch: string | undefined;
  let messages = 0;
  let daemon = await box.daemon();

  async function write(writer: number): Promise<void> {
    const pipe = await openPipe(box.socket, () => {});
    while (!pipe.isClosed) {
      const batch = Array.from({ length: 1 + random.below(16) }, () => {
        const n = random.below(IDS_PER_WRITER);
        return ask(`w${writer}-${n}`, n < CLOSING_IDS);
      });
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

  function ask(session_id: string, mayClose: boolean): Frame {
    const cmd = random.chance(0.05) ? "DELETE" : mayClose && random.chance(0.3) ? "RM" : "SET";
    if (cmd !== "SET") return { cmd, session_id };
    messages += 1;
    const status = random.pick(["working", "attention", "question"]);
    return { cmd, session_id, status, message: `m${messages}.${"x".repeat(random.below(300))}` };
  }

  for (let round = 0; round < rounds; round++) {
    await replica.connect(box.socket);
    const writers = Array.from({ length: WRITERS }, (_, writer) => write(writer));
    await Bun.sleep(5 + random.below(120));
    daemon.signal("SIGKILL");
    await daemon.exited();
    await Promise.all([...writers, replica.pipe?.closed]);
    figures.kills += 1;
    daemon = await box.daemon();
    const pipe = await openPipe(box.socket, () => {});
    const health = (await pipe.ask({ cmd: "STATUS" }))?.data;
    const list: Frame[] = (await pipe.ask({ cmd: "LIST" }))?.data;
    epoch ??= health.epoch;
    const where = `seed ${random.seed}, round ${round}`;
    if (health.epoch !== epoch) figures.lost.push(`${where}: another epoch`);
    if (health.warnings.length > 0) figures.lost.push(`${where}: ${health.warnings}`);
    const sessions = new Map(list.map((session) => [session.session_id, timeless(session)]));
    for (const [id, account] of accounts) {
      const found = sessions.get(id) ?? null;
      if (!isExplained(found, account)) {
        figures.lost.push(`${where}: ${id} is ${JSON.stringify({ found, ...account })}`);
      }
      accounts.set(id, { acknowledged: found, underWay: [] });
    }
    pipe.close();
    await replica.connect(box.socket);
    await within(replica.reaches(health.seq), "the subscriber to catch up", () => replica.seq);
    const seen = [...replica.sessions].map(([id, session]) => [id, timeless(session)] as const);
    if (!isDeepStrictEqual(new Map(seen.sort()), new Map([...sessions].sort()))) {
      figures.lost.push(`${where}: the subscriber knows another state`);
    }
    replica.pipe?.close();
    await replica.pipe?.closed;
  }
  figures.resumed = replica.resumed;
  daemon.signal("SIGKILL");
  await daemon.exited();
  return figures;
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
