import { expect, test } from "bun:test";
import { Connections } from "../../../src/daemon/socket/connections.ts";
import type { Peer, PeerSocket } from "../../../src/daemon/socket/peer.ts";
import type { ServerEvents } from "../../../src/daemon/socket/server-events.ts";
import { createTurns } from "../../../src/daemon/socket/turns.ts";

/** More than a peer may have unsent before it is not read from any more. */
const LONG = "x".repeat(1024 * 1024);

/** Bytes of a handoff that none of these reaches. */
const MUCH = 1024 * 1024;

/** A socket of our own making, of which Connections sees what it uses. */
function fakeSocket(fd: number) {
  const did: string[] = [];
  let written = "";
  const socket = {
    fd,
    data: undefined as unknown as Peer,
    /** Bytes it takes before it is full. */
    room: Number.POSITIVE_INFINITY,
    write(bytes: Buffer) {
      const taken = Math.min(bytes.length, socket.room);
      socket.room -= taken;
      written += bytes.subarray(0, taken).toString();
      return taken;
    },
    pause: () => did.push("pause"),
    resume: () => did.push("resume"),
    shutdown: () => did.push("shutdown"),
    end: () => did.push("end"),
    terminate: () => did.push("terminate"),
  };
  return { did, written: () => written, socket };
}

/** Connections whose every line is answered by `answer`, and takes so long. */
function served(
  max: number,
  answer: (line: string) => string = (line) => `${line}!\n`,
  lineMs = 0,
) {
  const lines: string[] = [];
  const deferred: (() => void)[] = [];
  /** What subscribers missed. */
  const owed = new Map<Peer, string[]>();
  let nowMs = 0;
  const events: ServerEvents = {
    maxLineBytes: 1024,
    mayConnect: (fd) => fd !== 13,
    onOpen() {},
    onLine(line, peer) {
      lines.push(line);
      nowMs += lineMs;
      peer.send(answer(line));
    },
    onBatch() {},
    isOwed: (peer) => (owed.get(peer)?.length ?? 0) > 0,
    catchUp(peer) {
      nowMs += lineMs;
      peer.write(owed.get(peer)?.shift() ?? "");
    },
    isSubscribed: (peer) => owed.has(peer),
    onClose() {},
    onDropped() {},
    onBug(error) {
      throw error;
    },
  };
  const turns = createTurns(
    () => nowMs,
    (run) => deferred.push(run),
  );
  const connections = new Connections(max, events, {
    reading: turns.open({ sliceMs: 1, turnMs: 2 }),
    catchingUp: turns.open({ sliceMs: 1, turnMs: 2 }),
  });
  const { handlers } = connections;
  let fd = 100;
  return {
    connections,
    lines,
    /** The next turn of the event loop. */
    turns() {
      for (const run of deferred.splice(0)) run();
    },
    open(as = fd++) {
      const fake = fakeSocket(as);
      const socket = fake.socket as unknown as PeerSocket; // all that is used of it
      handlers.open?.(socket);
      return {
        ...fake,
        /** It is subscribed, and has missed this. */
        misses: (...events: string[]) => owed.set(fake.socket.data, events),
        says: (text: string) => handlers.data?.(socket, Buffer.from(text)),
        drains() {
          fake.socket.room = Number.POSITIVE_INFINITY;
          handlers.drain?.(socket);
        },
        ends: () => handlers.end?.(socket),
        closes: () => handlers.close?.(socket),
      };
    },
  };
}

test("who does not take its replies is not read from, and goes on where it was", () => {
  const { open, lines } = served(8, () => `${LONG}\n`);
  const client = open();
  client.socket.room = 10;
  client.says("a\nb\nc\n");
  expect(lines).toEqual(["a", "b"]); // the first reply was within the bound still
  expect(client.did).toEqual(["pause"]);
  client.drains();
  expect(lines).toEqual(["a", "b", "c"]);
  expect(client.did).toEqual(["pause", "resume"]);
});

test("a client over the limit is told so and sent away; one that leaves makes room", () => {
  const { open, connections } = served(1);
  const first = open();
  const second = open();
  expect(JSON.parse(second.written())).toMatchObject({ ok: false, code: "too_many_connections" });
  expect(second.did).toEqual(["shutdown"]);
  expect(connections.size).toBe(1);
  first.closes();
  open().says("hello\n");
  expect(connections.size).toBe(1);
});

test("of clients over the limit some are told so, the others are closed without a word", () => {
  const { open } = served(0);
  const all = Array.from({ length: 40 }, () => open());
  expect(all.filter((one) => one.written() !== "")).toHaveLength(32);
  expect(all.filter((one) => one.did.includes("end"))).toHaveLength(8);
});

test("another user is told so, and nothing of what it says is heard", () => {
  const { open, lines } = served(8);
  const stranger = open(13);
  stranger.says("let me in\n");
  expect(JSON.parse(stranger.written())).toMatchObject({ ok: false, code: "not_permitted" });
  expect(lines).toEqual([]);
});

test("the last line counts without its newline, and its reply goes out before the end", () => {
  const { open } = served(8);
  const client = open();
  client.socket.room = 2;
  client.says("ask");
  client.ends();
  expect(client.did).toEqual([]);
  client.drains();
  expect(client.written()).toBe("ask!\n");
  expect(client.did).toEqual(["end"]);
});

test("half a line, and what a client has not taken, is handed over and gone on with", () => {
  const { open, connections } = served(8);
  const client = open(100);
  expect(connections.handOff(MUCH)).toEqual([{ fd: 100, input: "", output: "" }]);
  client.says("half");
  client.socket.room = 3;
  client.says(" a line\nanother");
  const [handed] = connections.handOff(MUCH) ?? [];
  expect(handed?.fd).toBe(100);
  expect(Buffer.from(handed?.input ?? "", "base64").toString()).toBe("another");
  expect(Buffer.from(handed?.output ?? "", "base64").toString()).toBe("f a line!\n");

  const next = served(8);
  const same = next.open(100);
  const peer = same.socket.data;
  if (handed !== undefined) next.connections.resume(peer, handed);
  same.says(" one\n");
  next.turns();
  next.turns();
  expect(next.lines).toEqual(["another one"]);
  expect(client.written() + same.written()).toBe("half a line!\nanother one!\n");
});

test("nothing is handed over where clients have more to go on with than is allowed", () => {
  const { open, connections } = served(8);
  const client = open();
  client.socket.room = 0;
  client.says("a\n");
  const [handed] = connections.handOff(MUCH) ?? [];
  const bytes = handed?.output.length ?? 0;
  expect(bytes).toBeGreaterThan(0);
  expect(connections.handOff(bytes - 1)).toBeUndefined();
  expect(connections.handOff(bytes)).toEqual([
    { fd: handed?.fd ?? 0, input: "", output: handed?.output ?? "" },
  ]);
});

test("nothing is handed over while a client is about to go", () => {
  const { open, connections } = served(1);
  const [client, refused] = [open(), open()];
  expect(connections.handOff(MUCH)).toBeUndefined();
  refused.closes();
  expect(connections.handOff(MUCH)).toHaveLength(1);
  client.says("a\n");
  expect(connections.handOff(MUCH)).toHaveLength(1);
});

test("closing hears nothing more, and is done when each has what it is owed", async () => {
  const { open, connections, lines } = served(8);
  const [ready, slow] = [open(), open()];
  slow.socket.room = 1;
  slow.says("ask\n");
  const closed = connections.close(60_000);
  expect(ready.did).toEqual(["end"]);
  expect(slow.did).toEqual([]);
  slow.says("more\n");
  expect(lines).toEqual(["ask"]);
  slow.drains();
  expect(slow.written()).toBe("ask!\n");
  expect(slow.did).toEqual(["end"]);
  const late = open();
  expect(late.did).toEqual(["end"]);
  for (const one of [ready, slow]) one.closes();
  await closed;
});

test("who pipelines has a slice of each turn, and the others are read from in between", () => {
  // A millisecond a line, a slice of one and a turn of two: two peers have a line each.
  const { lines, open, turns } = served(3, undefined, 1);
  const [a, b, c] = [open(), open(), open()];
  a.says("a1\na2\na3\n");
  b.says("b1\nb2\n");
  c.says("c1\n");
  expect(lines).toEqual(["a1", "b1"]);
  turns();
  expect(lines).toEqual(["a1", "b1", "a2", "b2"]);
  turns();
  expect(lines).toEqual(["a1", "b1", "a2", "b2", "c1", "a3"]);
  expect([a, b, c].flatMap(({ did }) => did)).toEqual([]);
});

test.each(["ends", "closes"] as const)(
  "what a peer sent before it %s is read in its turns",
  (how) => {
    const { connections, lines, open, turns } = served(1, undefined, 1);
    const a = open();
    a.says("a1\na2\n");
    a.says("a3\na4");
    a[how]();
    expect([lines, connections.size]).toEqual([["a1"], 1]);
    for (let turn = 0; turn < 5; turn++) turns();
    // A line that was not ended counts only where the client said that it has ended.
    expect(lines).toEqual(how === "ends" ? ["a1", "a2", "a3", "a4"] : ["a1", "a2", "a3"]);
    expect(connections.size).toBe(how === "ends" ? 1 : 0);
    expect(a.did).toEqual(how === "ends" ? ["end"] : []);
  },
);

test("who sends more than its turns take is not read from until they have", () => {
  const { lines, open, turns } = served(1, undefined, 1);
  const a = open();
  a.says("a1\na2\n");
  a.says(`${" ".repeat(1023)}\n`.repeat(1100));
  expect(a.did).toEqual(["pause"]);
  while (a.did.length === 1) turns();
  expect(a.did).toEqual(["pause", "resume"]);
  expect(lines.slice(0, 2)).toEqual(["a1", "a2"]);
});

test("a line of a peer that waits for its turn is not read before the turn, nor twice", () => {
  const { lines, open, turns } = served(1, undefined, 2);
  const a = open();
  a.says("a1\na2");
  a.drains();
  expect(lines).toEqual(["a1"]);
  turns();
  expect(lines).toEqual(["a1"]);
  a.says("\n");
  expect(lines).toEqual(["a1", "a2"]);
});

test("subscribers that drain are written to in turns, what they had not taken first", () => {
  // A millisecond an event, a slice of one and a turn of two.
  const { open, turns } = served(3, undefined, 1);
  const readers = [open(), open(), open()];
  for (const one of readers) {
    one.socket.room = 1;
    one.says("ask\n");
    one.misses("1\n", "2\n");
    turns();
  }
  for (const one of readers) one.drains();
  expect(readers.map(({ written }) => written())).toEqual(["a", "a", "a"]);
  turns();
  expect(readers.map(({ written }) => written())).toEqual(["ask!\n1\n", "ask!\n1\n", "a"]);
  turns();
  expect(readers.map(({ written }) => written())).toEqual([
    ...["ask!\n1\n2\n", "ask!\n1\n", "ask!\n1\n"],
  ]);
  turns();
  expect(new Set(readers.map(({ written }) => written()))).toEqual(new Set(["ask!\n1\n2\n"]));
});

test("one that reads and that a flush did not reach is written to in its turn", () => {
  const { open, turns } = served(1);
  const one = open();
  one.misses("1\n");
  one.socket.data.catchUpLater();
  expect(one.written()).toBe("");
  turns();
  expect(one.written()).toBe("1\n");
});
