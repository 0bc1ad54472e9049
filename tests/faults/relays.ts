import fc from "fast-check";
import { mosquitto, relay } from "../relay/broker.ts";
import type { Running, Sandbox } from "../support/sandbox.ts";
import { until } from "../support/until.ts";
import { type Frame, openWire } from "../support/wire.ts";
import { openPipe } from "./pipe.ts";

/** A lost message shows by the next record of its hub at the latest, which comes every 30 s. */
const HEAL_MS = 60_000;
const IDS = 12;

/** What a broker keeps, and how much of it: nothing, all, and almost no queue. */
export const BROKERS: Record<string, readonly string[]> = {
  "keeps nothing": ["persistence false"],
  "keeps what it is told": ["persistence true", "autosave_interval 1"],
  "queues 20 messages": ["max_queued_messages 20", "max_inflight_messages 5"],
};

export interface RelayFigures {
  kills: Record<string, number>;
  changes: number;
  /** From the last change of a round until every view was the truth. */
  healedMs: number[];
}

const round = fc.record({
  requests: fc.array(
    fc.record({
      cmd: fc.oneof(
        { arbitrary: fc.constant("SET"), weight: 12 },
        { arbitrary: fc.constant("DELETE"), weight: 2 },
        { arbitrary: fc.constant("ACK"), weight: 1 },
      ),
      n: fc.nat({ max: IDS - 1 }),
      status: fc.constantFrom("working", "attention", "question"),
    }),
    { minLength: 40, maxLength: 80, size: "max" },
  ),
  victim: fc.constantFrom("hub", "relay", "broker", "two relays", "stalled relay"),
  machine: fc.nat({ max: 2 }),
  delayMs: fc.integer({ min: 5, max: 300 }),
  awayMs: fc.integer({ min: 0, max: 1500 }),
});
type Round = typeof round extends fc.Arbitrary<infer T> ? T : never;

/**
 * Three machines and one broker under load, one part of them killed at a random
 * moment, again and again: after each round every hub shows of the others just
 * what they show themselves. To be run with `endOnFailure`.
 * @param lines of the broker's configuration: what it keeps, and how long its queues are.
 */
export async function relayProperty(
  boxes: readonly [Sandbox, Sandbox, Sandbox],
  lines: readonly string[],
  figures: RelayFigures,
) {
  const [first] = boxes;
  const broker = await mosquitto(first, lines);
  const names = ["a", "b", "c"];
  const hubs = await Promise.all(boxes.map((box) => box.daemon()));
  const start = (at: number) => relay(boxes[at] ?? first, broker.url, names[at] ?? "");
  const relays = await Promise.all(boxes.map((_, at) => start(at)));

  /** Asks over and over, until it is told to stop; a hub that is away is waited for. */
  async function write(at: number, { requests }: Round, isOver: () => boolean): Promise<void> {
    const { socket } = boxes[at] ?? first;
    for (let i = at * 7; !isOver(); ) {
      const pipe = await openPipe(socket, () => {}).catch(() => undefined);
      if (pipe === undefined) {
        await Bun.sleep(20);
        continue;
      }
      while (!pipe.isClosed && !isOver()) {
        const { n, ...request } = requests[i++ % requests.length] ?? { cmd: "LIST", n: 0 };
        await pipe.ask({ ...request, session_id: `s${n}`, reason: "permission" });
        figures.changes += 1;
        await Bun.sleep(1);
      }
      pipe.close();
    }
  }

  async function kill({ victim, machine, awayMs }: Round): Promise<void> {
    figures.kills[victim] = (figures.kills[victim] ?? 0) + 1;
    const [box, hub, running] = [boxes[machine], hubs[machine], relays[machine]];
    if (box === undefined || hub === undefined || running === undefined) return;
    if (victim === "broker") {
      await broker.kill();
      await Bun.sleep(awayMs);
      await broker.start();
    } else if (victim === "hub") {
      await end(hub);
      await Bun.sleep(awayMs);
      hubs[machine] = await box.daemon();
    } else if (victim === "stalled relay") {
      running.signal("SIGSTOP");
      await Bun.sleep(awayMs);
      running.signal("SIGCONT");
    } else {
      const others = victim === "two relays" ? [machine, (machine + 1) % 3] : [machine];
      await Promise.all(others.map((at) => end(relays[at] ?? running)));
      await Bun.sleep(awayMs);
      for (const at of others) relays[at] = await start(at);
    }
  }

  async function heal(): Promise<void> {
    const beganMs = performance.now();
    let seen = "";
    await until(
      async () => {
        const all = await Promise.all(boxes.map((box) => listOf(box)));
        const truth = all.map((list, at) => ownOf(list, names[at] ?? ""));
        seen = "";
        all.forEach((list, at) => {
          const expected = truth.flatMap((own, other) => (other === at ? [] : own)).sort();
          const shown = list
            .filter(({ via }) => via !== null)
            .map(asShown)
            .sort();
          if (!Bun.deepEquals(shown, expected)) {
            seen += `${names[at]} shows\n${shown.join("\n")}\nand not\n${expected.join("\n")}\n`;
          }
        });
        return seen === "";
      },
      "every view to be the truth",
      () => seen,
      HEAL_MS,
    );
    figures.healedMs.push(performance.now() - beganMs);
  }

  return fc.asyncProperty(round, async (given) => {
    let isOver = false;
    const writing = boxes.map((_, at) => write(at, given, () => isOver));
    await Bun.sleep(given.delayMs);
    await kill(given);
    await Bun.sleep(given.delayMs);
    isOver = true;
    await Promise.all(writing);
    await heal();
  });
}

async function end(running: Running): Promise<void> {
  running.signal("SIGKILL");
  await running.exited();
}

async function listOf({ socket }: Sandbox): Promise<Frame[]> {
  const wire = await openWire(socket);
  try {
    return await wire.data({ cmd: "LIST" });
  } finally {
    wire.close();
  }
}

/** A hub's own sessions, as the others are to show them. */
function ownOf(list: readonly Frame[], name: string): string[] {
  const own = list.filter(({ via }) => via === null);
  return own.map((session) => asShown({ ...session, session_id: `${name}/${session.session_id}` }));
}

function asShown(session: Frame): string {
  const { session_id, instance, status, reason, since_ms, acknowledged_ms, stale } = session;
  return JSON.stringify([session_id, instance, status, reason, since_ms, acknowledged_ms, stale]);
}
