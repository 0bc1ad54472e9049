import fc from "fast-check";
import { NOTES } from "../docs/command-notes.ts";
import type { Frame } from "../support/wire.ts";

const NASTY: readonly unknown[] = [
  undefined,
  ...[null, true, false, 0, -1, 1.5, 1e308, 2 ** 60, "", " ", "\u0000", "\ud800", "\n"],
  ...["__proto__", "constructor", "../../etc/passwd", "/", "$(id)", "\u001b]0;x\u0007", "\u202e"],
  ...["x".repeat(300), "x".repeat(70_000), "é".repeat(2000), "🙂".repeat(500), [], {}, [[]]],
  ...[{ a: 1 }, [1, 2, 3], ["working"], { tmux: "x" }, JSON.parse(`{"__proto__":{"x":1}}`)],
  ...["*", "main:*"],
];

/** Requests that are right, of every kind that there is. */
const RIGHT: readonly Frame[] = [
  { cmd: "SET", session_id: "f1", status: "working", working_dir: "/tmp", priority: 1 },
  ...[{ cmd: "SET", session_id: "f2", status: "question", source: "hook", asks: "main:1" }],
  { cmd: "SET", session_id: "f2", status: "question", source: "hook", asks: "m", hold_ms: 300 },
  { cmd: "SET", session_id: "f2", source: "hook", answers: "*", at_ms: 1_700_000_000_000 },
  { cmd: "SET", session_id: "f3", source: "hook", status: "working", subagent_start: "a" },
  { cmd: "SET", session_id: "f3", source: "hook", status: "working", background: 2 },
  { cmd: "SET", session_id: "f4", status: "attention", replaces: "f1", replaces_pid: true, pid: 1 },
  { cmd: "SET", session_id: "f5", status: "closed", ancestors: [1, 2], only_from: ["working"] },
  { cmd: "SET", session_id: "f6", status: "working", terminal: { tmux: "/t", tmux_pane: "%1" } },
  ...["GET", "RM", "DELETE", "ACK", "UNACK", "EXPLAIN"].map((cmd) => ({ cmd, session_id: "f1" })),
  { cmd: "REOPEN", session_id: "f5" },
  { cmd: "LIST", id: 1 },
  { cmd: "STATUS", version: 1, id: "x" },
  { cmd: "SUB", epoch: "e", since: 1 },
  { cmd: "UPGRADE", app_version: "no version" },
  // Of each command that there is, those to come too.
  ...Object.entries(NOTES).map(([cmd, { example }]) => ({ cmd, ...example })),
];

const right = fc.constantFrom(...RIGHT);
const nasty = fc.oneof(fc.constantFrom(...NASTY), fc.jsonValue({ maxDepth: 2 }));

/** What is done to the structure of a request. */
type Mutation = (frame: Frame) => Frame;
const mutation: fc.Arbitrary<Mutation> = fc
  .tuple(fc.nat({ max: 5 }), fc.nat({ max: 15 }), nasty, right)
  .map(
    ([kind, which, value, other]) =>
      (frame: Frame) =>
        mutate(frame, kind, which, value, other),
  );

function mutate(frame: Frame, kind: number, which: number, value: unknown, other: Frame): Frame {
  const keys = Object.keys(frame);
  const key = keys[which % Math.max(1, keys.length)] ?? "cmd";
  const inner = frame[key];
  if (kind === 0) return without(frame, key);
  if (kind === 1) return { ...frame, [key]: value };
  if (kind === 2) return { ...frame, ...other };
  if (kind === 3) return { ...frame, [JSON.stringify(value) ?? "undefined"]: value };
  if (kind === 4 && Array.isArray(inner)) return { ...frame, [key]: [...inner, value] };
  if (kind === 4 && isObject(inner)) return { ...frame, [key]: { ...inner, more: value } };
  return { ...frame, [key]: [inner] };
}

/** What is done to the bytes of a line. */
interface Disturbance {
  kind: number;
  at: number;
  length: number;
  byte: number;
}
const disturbance: fc.Arbitrary<Disturbance> = fc.record({
  kind: fc.nat({ max: 4 }),
  at: fc.nat({ max: 2000 }),
  length: fc.integer({ min: 1, max: 20 }),
  byte: fc.nat({ max: 255 }),
});

function disturb(line: Buffer, { kind, at: where, length, byte }: Disturbance): Buffer {
  if (line.length === 0) return line;
  const at = where % line.length;
  const to = Math.min(line.length, at + length);
  const bytes = Buffer.from(line);
  if (kind === 0) bytes[at] = byte;
  else if (kind === 1) bytes[at] = (bytes[at] ?? 0) ^ (1 << (byte % 8));
  else if (kind === 2) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]);
  else if (kind === 3) return Buffer.concat([bytes.subarray(0, to), bytes.subarray(at)]);
  else return bytes.subarray(0, at);
  return bytes;
}

/** One line without its end. */
export interface Line {
  bytes: Buffer;
  /** As a report of what went wrong shows it. */
  [fc.toStringMethod](): string;
}

/** A request changed by its structure and byte by byte. */
export const malformedLine: fc.Arbitrary<Line> = fc
  .record({
    frame: right,
    mutations: fc.array(mutation, { maxLength: 4, size: "max" }),
    /** A second command in the same object. */
    isDoubled: fc.oneof({ arbitrary: fc.constant(false), weight: 9 }, fc.constant(true)),
    disturbances: fc.oneof(
      { arbitrary: fc.constant([]), weight: 3 },
      fc.array(disturbance, { maxLength: 3 }),
    ),
  })
  .map(({ frame, mutations, isDoubled, disturbances }) => {
    let changed = frame;
    for (const change of mutations) changed = change(changed);
    // What ends the daemon on purpose is no fault.
    if (changed.confirmed === true) changed = without(changed, "confirmed");
    const text = JSON.stringify(changed);
    let line = Buffer.from(isDoubled ? `${text.slice(0, -1)},"cmd":"LIST"}` : text);
    for (const one of disturbances) line = Buffer.from(disturb(line, one));
    // A newline would make two lines of it, and the count of answers wrong.
    const bytes = Buffer.from(line.map((byte) => (byte === 10 ? 32 : byte)));
    return { bytes, [fc.toStringMethod]: () => JSON.stringify(bytes.toString("latin1")) };
  });

function without(frame: Frame, key: string): Frame {
  return Object.fromEntries(Object.entries(frame).filter(([name]) => name !== key));
}

function isObject(value: unknown): value is Frame {
  return typeof value === "object" && value !== null;
}
