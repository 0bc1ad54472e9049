import { isDeepStrictEqual } from "node:util";
import type { Running, Sandbox } from "../support/sandbox.ts";
import { within } from "../support/until.ts";
import type { Frame } from "../support/wire.ts";
import { openPipe, type Pipe } from "./pipe.ts";
import type { Random } from "./random.ts";
import { createReplica, timeless } from "./replica.ts";

const MAX_CLOSED = 20;

/** What a session is, as far as commands alone can tell. */
interface Entry {
  status: string;
  reason: string | null;
  message: string | null;
  working_dir: string | null;
  priority: number;
  agent_type: string;
  /** Statuses entered, the last ten. */
  history: string[];
}

/** The hub in thirty lines: no wire, no seq, no time; just what each command means. */
function createModel() {
  const sessions = new Map<string, Entry>();
  /** Closed ones, the one changed longest ago first. */
  const closed = new Set<string>();

  function touch(id: string, entry: Entry): void {
    closed.delete(id);
    if (entry.status !== "closed") return;
    closed.add(id);
    const [oldest] = closed;
    if (closed.size <= MAX_CLOSED || oldest === undefined) return;
    closed.delete(oldest);
    sessions.delete(oldest);
  }

  function enter(entry: Entry, status: string): boolean {
    if (entry.status === status) return false;
    entry.status = status;
    entry.history = [...entry.history, status].slice(-10);
    return true;
  }

  const set = (request: Frame): Entry | string => {
    const known = sessions.get(request.session_id);
    if (known === undefined && request.status === undefined) return "invalid_request";
    const entry = known ?? {
      ...{ status: request.status, reason: null, message: null, working_dir: null },
      ...{ priority: 0, agent_type: "claudecode", history: [request.status] },
    };
    sessions.set(request.session_id, entry);
    if (request.status !== undefined && enter(entry, request.status)) {
      entry.reason = null;
      entry.message = null;
    }
    for (const field of ["reason", "message", "working_dir", "priority", "agent_type"] as const) {
      if (request[field] !== undefined) Object.assign(entry, { [field]: request[field] });
    }
    touch(request.session_id, entry);
    return entry;
  };

  return {
    sessions,
    /** @returns the session as it is then, or the error's code. */
    apply(request: Frame): Entry | string {
      const id: string = request.session_id;
      if (request.cmd === "SET") return set(request);
      const entry = sessions.get(id);
      if (entry === undefined) return "session_not_found";
      if (request.cmd === "DELETE") {
        sessions.delete(id);
        closed.delete(id);
      }
      if (request.cmd === "RM" || request.cmd === "REOPEN") {
        if (request.cmd === "REOPEN" && entry.status !== "closed") return "session_not_found";
        if (request.cmd === "REOPEN" && entry.working_dir === null) return "not_resumable";
        const [status, reason] =
          request.cmd === "RM" ? ["closed", "closed"] : ["attention", "reopened"];
        if (enter(entry, status)) Object.assign(entry, { reason, message: null });
        touch(id, entry);
      }
      return entry;
    },
  };
}

export interface ModelFigures {
  commands: number;
  restarts: number;
  reconnects: number;
  wrong: string[];
}

/**
 * Random commands on several connections, each answer and the state compared
 * with the model's; connections break, a subscriber stops reading, and the
 * daemon is killed, or ended and started again, all at random.
 */
export async function followModel(
  box: Sandbox,
  random: Random,
  commands: number,
): Promise<ModelFigures> {
  const model = createModel();
  const replica = createReplica();
  const figures: ModelFigures = { commands: 0, restarts: 0, reconnects: 0, wrong: [] };
  let daemon: Running = await box.daemon();
  let pipes: Pipe[] = await openAll();
  await replica.connect(box.socket);

  function openAll(): Promise<Pipe[]> {
    return Promise.all([1, 2, 3].map(() => openPipe(box.socket, () => {})));
  }

  async function restart(): Promise<void> {
    daemon.signal(random.chance(0.7) ? "SIGKILL" : "SIGTERM");
    await daemon.exited();
    daemon = await box.daemon();
    pipes = await openAll();
    await replica.connect(box.socket);
    figures.restarts += 1;
  }

  async function reconnect(): Promise<void> {
    const which = random.below(pipes.length);
    pipes[which]?.close();
    pipes[which] = await openPipe(box.socket, () => {});
    if (random.chance(0.5)) {
      replica.pipe?.close();
      await replica.pipe?.closed;
      await replica.connect(box.socket);
    }
    figures.reconnects += 1;
  }

  async function compare(): Promise<void> {
    replica.pipe?.resume();
    const [pipe] = pipes;
    const list: Frame[] = (await pipe?.ask({ cmd: "LIST" }))?.data;
    const seq = (await pipe?.ask({ cmd: "STATUS" }))?.data.seq;
    await within(replica.reaches(seq), "the subscriber to catch up", () => replica.seq);
    const told = new Map(list.map((session) => [session.session_id, timeless(session)]));
    const heard = new Map([...replica.sessions].map(([id, session]) => [id, timeless(session)]));
    if (!isDeepStrictEqual(told, heard)) complain("the subscriber knows another state", heard);
    if (told.size !== model.sessions.size) complain("other sessions", [...told.keys()]);
    for (const [id, entry] of model.sessions) {
      if (!isSame(told.get(id), entry)) complain(`${id} differs`, { got: told.get(id), entry });
    }
  }

  function complain(what: string, seen: unknown): void {
    const where = `seed ${random.seed}, command ${figures.commands}`;
    figures.wrong.push(`${where}: ${what}: ${JSON.stringify(seen)}`);
  }

  while (figures.commands < commands && figures.wrong.length === 0) {
    const request = nextRequest(random);
    const expected = model.apply(request);
    const reply = await random.pick(pipes as [Pipe, ...Pipe[]]).ask(request);
    figures.commands += 1;
    const got = reply?.ok ? reply.data : reply?.code;
    const isRight = typeof expected === "string" ? got === expected : isSame(got, expected);
    if (!isRight) complain(JSON.stringify(request), { got, expected });
    if (random.chance(0.01)) replica.pipe?.pause();
    if (random.chance(0.02)) await reconnect();
    if (random.chance(0.02)) await compare();
    if (random.chance(0.004)) await restart();
  }
  if (figures.wrong.length === 0) await compare();
  daemon.signal("SIGKILL");
  await daemon.exited();
  return figures;
}

function nextRequest(random: Random): Frame {
  const session_id = `s${random.below(60)}`;
  const cmd = random.pick(["SET", "SET", "SET", "SET", "GET", "RM", "DELETE", "REOPEN"]);
  if (cmd !== "SET") return { cmd, session_id };
  const maybe = (field: string, value: unknown) => (random.chance(0.3) ? { [field]: value } : {});
  return {
    cmd,
    session_id,
    ...(random.chance(0.8)
      ? { status: random.pick(["working", "attention", "question", "closed"]) }
      : {}),
    ...maybe("reason", random.pick(["turn_done", "error", null])),
    ...maybe(
      "message",
      random.pick([`m${random.below(1000)}.${"y".repeat(random.below(900))}`, null]),
    ),
    ...maybe("working_dir", random.pick(["/tmp", "/", null])),
    ...maybe("priority", random.below(5)),
    ...maybe("agent_type", random.pick(["codex", "gemini"])),
  };
}

function isSame(session: Frame | undefined, entry: Entry): boolean {
  if (session === undefined) return false;
  const { status, reason, message, working_dir, priority, agent_type } = session;
  const history = session.history.map((one: Frame) => one.status);
  const seen: Entry = { status, reason, message, working_dir, priority, agent_type, history };
  return isDeepStrictEqual(seen, entry) && session.closed === (status === "closed");
}
