import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { type Running, type Sandbox, sandbox } from "../support/sandbox.ts";
import { within } from "../support/until.ts";
import type { Frame } from "../support/wire.ts";
import { createModel, isSame } from "./model.ts";
import { openPipe, type Pipe } from "./pipe.ts";
import { createReplica, timeless } from "./replica.ts";

const PIPES = 3;
/** Commands a life of the state, at most. */
const MAX_STEPS = 400;

type Model = ReturnType<typeof createModel>;
type Real = Awaited<ReturnType<typeof openReal>>;
type Step = fc.AsyncCommand<Model, Real>;

export interface ModelFigures {
  commands: number;
  restarts: number;
  reconnects: number;
}

/**
 * Random commands on several connections, each answer and the state compared
 * with the model's; connections break, a subscriber stops reading, and the
 * daemon is killed, or ended and started again, all at random.
 */
export function modelProperty(figures: ModelFigures) {
  const steps = fc.array(step, { maxLength: MAX_STEPS, size: "max" });
  return fc.asyncProperty(steps, async (all) => {
    using box = sandbox();
    const [model, real] = [createModel(), await openReal(box, figures)];
    await fc.asyncModelRun(() => ({ model, real }), all);
    await real.compare(model);
  });
}

async function openReal(box: Sandbox, figures: ModelFigures) {
  const replica = createReplica();
  let daemon: Running = await box.daemon();
  let pipes: Pipe[] = await openAll();
  await replica.connect(box.socket);

  function openAll(): Promise<Pipe[]> {
    return Promise.all(Array.from({ length: PIPES }, () => openPipe(box.socket, () => {})));
  }

  return {
    pause: () => replica.pipe?.pause(),
    async ask(pipe: number, request: Frame): Promise<Frame | undefined> {
      figures.commands += 1;
      return pipes[pipe]?.ask(request);
    },
    async restart(signal: NodeJS.Signals): Promise<void> {
      daemon.signal(signal);
      await daemon.exited();
      daemon = await box.daemon();
      pipes = await openAll();
      await replica.connect(box.socket);
      figures.restarts += 1;
    },
    async reconnect(pipe: number, subscriberToo: boolean): Promise<void> {
      pipes[pipe]?.close();
      pipes[pipe] = await openPipe(box.socket, () => {});
      if (subscriberToo) {
        replica.pipe?.close();
        await replica.pipe?.closed;
        await replica.connect(box.socket);
      }
      figures.reconnects += 1;
    },
    /** @throws when hub, subscriber and model do not know the same. */
    async compare({ sessions }: Model): Promise<void> {
      replica.pipe?.resume();
      const [pipe] = pipes;
      const list: Frame[] = (await pipe?.ask({ cmd: "LIST" }))?.data;
      const seq = (await pipe?.ask({ cmd: "STATUS" }))?.data.seq;
      await within(replica.reaches(seq), "the subscriber to catch up", () => replica.seq);
      const told = new Map(list.map((session) => [session.session_id, timeless(session)]));
      const heard = new Map([...replica.sessions].map(([id, one]) => [id, timeless(one)]));
      if (!isDeepStrictEqual(told, heard)) fail("the subscriber knows another state", heard);
      if (told.size !== sessions.size) fail("other sessions", [...told.keys()]);
      for (const [id, entry] of sessions) {
        if (!isSame(told.get(id), entry)) fail(`${id} differs`, { got: told.get(id), entry });
      }
    },
  };
}

const pipe = fc.nat({ max: PIPES - 1 });
const maybe = <T>(arbitrary: fc.Arbitrary<T>, weight = 3) =>
  fc.oneof(
    { withCrossShrink: true },
    { arbitrary: fc.constant(undefined), weight: 10 - weight },
    { arbitrary, weight },
  );
// Some are spoken of often, and there are enough that closed ones have to go.
const session_id = fc
  .oneof(fc.nat({ max: 9 }), { arbitrary: fc.nat({ max: 99 }), weight: 3 })
  .map((n) => `s${n}`);
const set = fc
  .record({
    session_id,
    status: maybe(fc.constantFrom("working", "attention", "question", "closed"), 8),
    reason: maybe(fc.constantFrom("turn_done", "error", null)),
    message: maybe(fc.oneof(fc.stringMatching(/^[a-z]{1,900}$/), fc.constant(null))),
    working_dir: maybe(fc.constantFrom("/tmp", "/", null)),
    priority: maybe(fc.nat({ max: 4 })),
    agent_type: maybe(fc.constantFrom("codex", "gemini")),
  })
  .map((fields) => JSON.parse(JSON.stringify({ cmd: "SET", ...fields })) as Frame);
const other = fc.record({
  cmd: fc.constantFrom("GET", "RM", "RM", "RM", "DELETE", "REOPEN"),
  session_id,
});

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 460, arbitrary: fc.tuple(pipe, set).map(asking) },
  { weight: 460, arbitrary: fc.tuple(pipe, other).map(asking) },
  { weight: 20, arbitrary: fc.tuple(pipe, fc.boolean()).map(reconnecting) },
  { weight: 20, arbitrary: fc.constant(saying("compare", (model, real) => real.compare(model))) },
  { weight: 10, arbitrary: fc.constant(saying("pause", async (_, real) => real.pause())) },
  { weight: 4, arbitrary: fc.constantFrom<NodeJS.Signals>("SIGKILL", "SIGTERM").map(restarting) },
);

function asking([on, request]: [number, Frame]): Step {
  return saying(`${on}: ${JSON.stringify(request)}`, async (model, real) => {
    const expected = model.apply(request);
    const reply = await real.ask(on, request);
    const got = reply?.ok ? reply.data : reply?.code;
    const isRight = typeof expected === "string" ? got === expected : isSame(got, expected);
    if (!isRight) fail(JSON.stringify(request), { got, expected });
  });
}

function reconnecting([on, subscriberToo]: [number, boolean]): Step {
  const what = `reconnect ${on}${subscriberToo ? " and the subscriber" : ""}`;
  return saying(what, (_, real) => real.reconnect(on, subscriberToo));
}

function restarting(signal: NodeJS.Signals): Step {
  return saying(signal, (_, real) => real.restart(signal));
}

function saying(what: string, run: (model: Model, real: Real) => Promise<void>): Step {
  return { check: () => true, run, toString: () => what };
}

function fail(what: string, seen: unknown): never {
  throw new Error(`${what}: ${JSON.stringify(seen)}`);
}
