import * as v from "valibot";
import { COMMANDS } from "../../src/protocol/commands.ts";
import type { Sandbox } from "../support/sandbox.ts";
import { within } from "../support/until.ts";
import type { Frame } from "../support/wire.ts";
import { openPipe } from "./pipe.ts";
import type { Random } from "./random.ts";

export interface FuzzFigures {
  lines: number;
  bytes: number;
  /** Answers by their code; "ok" for successes. */
  answers: Record<string, number>;
  wrong: string[];
}

const NASTY: readonly [unknown, ...unknown[]] = [
  undefined,
  ...[null, true, false, 0, -1, 1.5, 1e308, 2 ** 60, "", " ", "\u0000", "\ud800", "\n"],
  ...["__proto__", "constructor", "../../etc/passwd", "/", "$(id)", "\u001b]0;x\u0007", "\u202e"],
  ...["x".repeat(300), "x".repeat(70_000), "é".repeat(2000), "🙂".repeat(500), [], {}, [[]]],
  ...[
    { a: 1 },
    [1, 2, 3],
    ["working"],
    { tmux: "x" },
    JSON.parse(`{"__proto__":{"x":1}}`),
    "*",
    "main:*",
  ],
];

const SEEDS: readonly [Frame, ...Frame[]] = [
  { cmd: "SET", session_id: "f1", status: "working", working_dir: "/tmp", priority: 1 },
  {
    cmd: "SET",
    session_id: "f2",
    status: "question",
    source: "hook",
    asks: "main:1",
    hold_ms: 300,
  },
  { cmd: "SET", session_id: "f2", source: "hook", answers: "*", at_ms: 1_700_000_000_000 },
  {
    cmd: "SET",
    session_id: "f3",
    source: "hook",
    status: "working",
    subagent_start: "a",
    background: 2,
  },
  { cmd: "SET", session_id: "f4", status: "attention", replaces: "f1", replaces_pid: true, pid: 1 },
  { cmd: "SET", session_id: "f5", status: "closed", ancestors: [1, 2], only_from: ["working"] },
  {
    cmd: "SET",
    session_id: "f6",
    status: "working",
    terminal: { tmux: "/tmp/t", tmux_pane: "%1" },
  },
  { cmd: "GET", session_id: "f1" },
  { cmd: "RM", session_id: "f1" },
  { cmd: "DELETE", session_id: "f1" },
  { cmd: "REOPEN", session_id: "f5" },
  { cmd: "LIST", id: 1 },
  { cmd: "STATUS", version: 1, id: "x" },
  { cmd: "DUMP" },
  { cmd: "SUB", epoch: "e", since: 1 },
  { cmd: "STOP" },
  { cmd: "UPGRADE", app_version: "no version" },
];

/**
 * Requests changed at random, by their structure and byte by byte, cut into
 * random chunks: every line gets one answer, none of them an internal error,
 * and what the daemon then holds is still told in the contract's shape.
 */
export async function fuzz(
  box: Sandbox,
  path: string,
  random: Random,
  lines: number,
  maxLineBytes: number,
): Promise<FuzzFigures> {
  const figures: FuzzFigures = { lines: 0, bytes: 0, answers: {}, wrong: [] };
  const keeper = await openPipe(box.socket, () => {});
  // While a session is active, STOP asks for a confirmation, which is never given.
  await keeper.ask({ cmd: "SET", session_id: "keeper", status: "working" });
  keeper.close();
  while (figures.lines < lines && figures.wrong.length === 0) {
    const batch = Array.from({ length: 1 + random.below(60) }, () => nextLine(random));
    const tooLong = batch.findIndex((line) => line.length > maxLineBytes);
    // One past the limit is answered, and nothing after it.
    const answered = tooLong === -1 ? batch : batch.slice(0, tooLong + 1);
    const owed = answered.filter((line) => line.toString().trim() !== "").length;
    const frames: Frame[] = [];
    const pipe = await openPipe(path, (frame) => frames.push(frame));
    const input = Buffer.concat(batch.flatMap((line) => [line, Buffer.from("\n")]));
    for (let at = 0; at < input.length; ) {
      const size = random.chance(0.5) ? input.length : 1 + random.below(3000);
      pipe.send(input.subarray(at, at + size));
      at += size;
      if (random.chance(0.05)) await Bun.sleep(0);
    }
    figures.lines += batch.length;
    figures.bytes += input.length;
    const where = `seed ${random.seed}, line ${figures.lines}`;
    if (random.chance(0.1)) {
      pipe.close(); // in the middle of it all
      continue;
    }
    pipe.finish();
    const isSubscribed = () => frames.some(({ data }) => data === "subscribed");
    const isDone = async () => {
      while (replies(frames).length < owed && !pipe.isClosed) await Bun.sleep(1);
      if (!isSubscribed()) await pipe.closed;
    };
    await within(isDone(), "an answer to every line", () => `${where}: ${owed} owed`);
    pipe.close();
    const answers = replies(frames);
    for (const { ok, code } of answers) {
      const answer = ok ? "ok" : code;
      figures.answers[answer] = (figures.answers[answer] ?? 0) + 1;
    }
    if (answers.length !== owed)
      figures.wrong.push(`${where}: ${answers.length} of ${owed} answers`);
    if (answers.some(({ code }) => code === "internal")) figures.wrong.push(`${where}: internal`);
    if (random.chance(0.1)) await check(box.socket, where, figures);
  }
  await check(box.socket, `seed ${random.seed}, at the end`, figures);
  return figures;
}

async function check(socket: string, where: string, figures: FuzzFigures): Promise<void> {
  const pipe = await openPipe(socket, () => {});
  const reply = await pipe.ask({ cmd: "LIST" });
  pipe.close();
  const checked = v.safeParse(COMMANDS.LIST.output, reply?.data);
  if (!checked.success) figures.wrong.push(`${where}: LIST: ${checked.issues[0].message}`);
  if (!JSON.stringify(reply).isWellFormed()) figures.wrong.push(`${where}: a lone surrogate`);
}

function replies(frames: readonly Frame[]): Frame[] {
  return frames.filter(({ ok }) => ok !== undefined);
}

function nextLine(random: Random): Buffer {
  let frame: unknown = structuredClone(random.pick(SEEDS));
  while (random.chance(0.6)) frame = mutate(frame, random);
  let line = Buffer.from(JSON.stringify(frame) ?? "");
  if (random.chance(0.1))
    line = Buffer.concat([line.subarray(0, -1), Buffer.from(',"cmd":"LIST"}')]);
  while (random.chance(0.2)) line = disturb(line, random);
  return line;
}

function mutate(value: unknown, random: Random): unknown {
  if (typeof value !== "object" || value === null) return random.pick(NASTY);
  if (Array.isArray(value))
    return random.chance(0.5) ? [...value, random.pick(NASTY)] : random.pick(NASTY);
  const frame: Frame = { ...value };
  const keys = Object.keys(frame);
  const key = keys[random.below(keys.length)] ?? "cmd";
  const other = random.pick(SEEDS);
  const kind = random.below(6);
  if (kind === 0) delete frame[key];
  else if (kind === 1) frame[key] = random.pick(NASTY);
  else if (kind === 2) frame[key] = mutate(frame[key], random);
  else if (kind === 3) return { ...frame, ...other };
  else if (kind === 4)
    frame[JSON.stringify(random.pick(NASTY)) ?? "undefined"] = random.pick(NASTY);
  else frame[key] = [frame[key]];
  // What ends the daemon on purpose is no fault.
  if (frame.confirmed === true) delete frame.confirmed;
  return frame;
}

function disturb(line: Buffer, random: Random): Buffer<ArrayBuffer> {
  if (line.length === 0) return Buffer.alloc(0);
  const at = random.below(line.length);
  const to = Math.min(line.length, at + 1 + random.below(20));
  const bytes = Buffer.from(line);
  const kind = random.below(5);
  if (kind === 0) bytes[at] = random.below(256);
  else if (kind === 1) bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
  else if (kind === 2) return clean(Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]));
  else if (kind === 3) return clean(Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]));
  else return clean(bytes.subarray(0, at));
  return clean(bytes);
}

// A newline would make two lines of it, and the count of answers wrong.
function clean(line: Buffer): Buffer<ArrayBuffer> {
  return Buffer.from(line.map((byte) => (byte === 10 ? 32 : byte)));
}
