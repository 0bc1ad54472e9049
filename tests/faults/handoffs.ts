import * as fs from "node:fs";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { type Running, type Sandbox, sandbox } from "../support/sandbox.ts";
import { until, within } from "../support/until.ts";
import type { Frame } from "../support/wire.ts";
import { openPipe, type Pipe } from "./pipe.ts";
import { timeless } from "./replica.ts";

/** The version of the program that a hub is told to go on as. */
export const NEXT = "7.0.0";

export interface HandoffFigures {
  /** Handoffs that came about, and those that failed as they were meant to. */
  done: number;
  failed: number;
}

/** How a handoff fails; `none` is one that does not. */
const FAILURES = {
  none: null,
  "file size": null,
  "gone before it runs": `#!/bin/sh\necho '{"version":"${NEXT}"}'; rm -- "$0"\n`,
  "another version": `#!/bin/sh\necho '{"version":"6.0.0"}'\n`,
  "does not run": "#!/bin/sh\nexit 1\n",
  "no program": "\u0000\u0001",
} as const;
const MANY = 40;
/** More than the journal of so many sessions has, less than what stalled readers are owed. */
const FILE_BYTES = 256 * 1024;

const life = fc.record({
  failure: fc.constantFrom(...(["none", "none", "none"] as const), ...typed(FAILURES)),
  sessions: fc.integer({ min: 1, max: MANY }),
  /** Where requests are cut off, one connection each. */
  halves: fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 4 }),
  /** Readers that stall: how many answers each is owed. */
  stalled: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 3 }),
  subscribers: fc.nat({ max: 3 }),
  last: fc.constantFrom("SIGTERM", "SIGINT", "SIGKILL"),
});
type Life = typeof life extends fc.Arbitrary<infer T> ? T : never;

/**
 * A hub that goes on as another program, or fails to, with half a request here and
 * a reader that stalls there: everything is as it was, and so are its signals.
 * @param next the program to go on as.
 */
export function handoffProperty(next: string, figures: HandoffFigures) {
  return fc.asyncProperty(life, async (drawn) => {
    using box = sandbox();
    const daemon = await box.daemon();
    const own = await openPipe(box.socket, () => {});
    const sessions = drawn.failure === "file size" ? MANY : drawn.sessions;
    for (let i = 0; i < sessions; i++) {
      const message = `${i} ${"m".repeat(900)}`;
      await own.ask({ cmd: "SET", session_id: `s${i}`, status: "working", message });
    }
    await own.ask({ cmd: "DELETE", session_id: "s0" });
    const crowd = await gather(box, drawn);
    await until(async () => (await connectionsOf(own)) === crowd.size + 1, "everyone");
    const program = await prepare(box, daemon, drawn, next);
    const before = await stateOf(own);
    const asked = await own.ask({ cmd: "UPGRADE", app_version: NEXT, program });
    if (asked?.data?.upgrade_status !== "renewed") throw new Error(JSON.stringify(asked));
    const isDone = await settled(own, daemon);
    figures[isDone ? "done" : "failed"] += 1;
    if (isDone !== (drawn.failure === "none")) throw new Error(`${isDone}: ${daemon.stderr}`);
    const after = await stateOf(own);
    for (const [name, was] of Object.entries(before)) {
      const is = after[name];
      if (isDeepStrictEqual(is, was)) continue;
      throw new Error(`${name}: ${JSON.stringify(was)} became ${JSON.stringify(is)}`);
    }
    await crowd.goOn();
    await end(box, daemon, drawn, own);
  });
}

/** Everyone who is connected when it happens. */
async function gather(box: Sandbox, { halves, stalled, subscribers, failure }: Life) {
  const events: Frame[] = [];
  const listeners: Pipe[] = [];
  for (let i = 0; i < subscribers; i++) {
    const pipe = await openPipe(box.socket, (frame) => events.push(frame));
    await pipe.ask({ cmd: "SUB" });
    listeners.push(pipe);
  }
  const requests = halves.map((at, i) => {
    const line = `${JSON.stringify({ cmd: "SET", session_id: `half ${i}`, status: "question" })}\n`;
    return { first: line.slice(0, at), rest: line.slice(at), replies: [] as Frame[] };
  });
  const halfSent: Pipe[] = [];
  for (const { first, replies } of requests) {
    const pipe = await openPipe(box.socket, (frame) => replies.push(frame));
    pipe.send(first);
    halfSent.push(pipe);
  }
  // What they are owed has to be more than a file may be.
  const owed = failure === "file size" ? [60, 60, ...stalled] : stalled;
  const slow: { pipe: Pipe; replies: Promise<(Frame | undefined)[]> }[] = [];
  for (const count of owed) {
    const pipe = await openPipe(box.socket, () => {});
    pipe.pause();
    const asks = Array.from({ length: count }, (_, id) => pipe.ask({ cmd: "LIST", id }));
    slow.push({ pipe, replies: Promise.all(asks) });
  }
  const everyone = [...listeners, ...halfSent, ...slow.map(({ pipe }) => pipe)];
  return {
    size: everyone.length,
    /** Each finishes what it had begun. */
    async goOn(): Promise<void> {
      for (const { pipe, replies } of slow) {
        pipe.resume();
        const ids = (await within(replies, "every reply", () => "a stalled reader")).map(
          (one) => one?.id,
        );
        if (!isDeepStrictEqual(ids, [...ids.keys()])) throw new Error(`replies: ${ids}`);
      }
      for (const [i, { rest, replies }] of requests.entries()) {
        halfSent[i]?.send(rest);
        await until(
          () => replies[0]?.ok,
          "the reply to a half-sent request",
          () => replies,
        );
      }
      const heard = () => events.filter(({ session }) => session?.session_id?.startsWith("half"));
      const due = listeners.length * requests.length;
      await until(
        () => heard().length === due,
        "the subscribers",
        () => events.slice(-3),
      );
      for (const pipe of everyone) {
        if (pipe.isClosed) throw new Error("a connection was closed");
      }
    },
  };
}

async function prepare(
  box: Sandbox,
  daemon: Running,
  { failure }: Life,
  next: string,
): Promise<string> {
  if (failure === "file size") {
    await box.exec(["prlimit", "--pid", `${daemon.pid}`, `--fsize=${FILE_BYTES}:${FILE_BYTES}`]);
  }
  const text = FAILURES[failure];
  if (text === null) return next;
  const program = `${box.folder}/program`;
  fs.writeFileSync(program, text, { mode: 0o755 });
  return program;
}

/** Waits for how it ends. @returns whether it is the other program by now. */
async function settled(own: Pipe, daemon: Running): Promise<boolean> {
  const hasFailed = () => daemon.stderr.includes("could not go on as");
  const version = async () => (await own.ask({ cmd: "STATUS" }))?.data.app_version;
  const isOver = async () => hasFailed() || (await version()) === NEXT;
  await until(isOver, "the handoff", () => daemon.stderr);
  return !hasFailed();
}

async function connectionsOf(own: Pipe): Promise<number> {
  return (await own.ask({ cmd: "STATUS" }))?.data.connections;
}

/** All that may be seen of the hub, but for its version and its clock. */
async function stateOf(own: Pipe): Promise<Frame> {
  const dump = (await own.ask({ cmd: "DUMP" }))?.data;
  const { sessions, uptime_seconds: _, memory_mb: __, app_version: ___, ...rest } = dump;
  const health = (await own.ask({ cmd: "STATUS" }))?.data;
  return { ...rest, agents: health.agents, sessions: sessions.map(timeless) };
}

/** Its signals are handled as before, and a kill loses nothing. */
async function end(box: Sandbox, daemon: Running, { last }: Life, own: Pipe): Promise<void> {
  const before = (await own.ask({ cmd: "LIST" }))?.data.map(timeless);
  daemon.signal(last);
  const { exitCode } = await daemon.exited();
  if (last !== "SIGKILL" && exitCode !== 0) throw new Error(`${last}: ${exitCode}`);
  await box.daemon();
  const again = await openPipe(box.socket, () => {});
  const after = (await again.ask({ cmd: "LIST" }))?.data.map(timeless);
  again.close();
  if (!isDeepStrictEqual(after, before)) throw new Error(`after ${last}: ${JSON.stringify(after)}`);
}

function typed<T extends object>(value: T): (keyof T)[] {
  return Object.keys(value) as (keyof T)[]; // a literal has no other keys
}
