import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type Sink, Subscribers } from "../../../src/daemon/hub/subscribers.ts";
import { Store } from "../../../src/daemon/sessions/store.ts";
import type { Event } from "../../../src/protocol/wire.ts";
import { report } from "../../support/report.ts";

const NOW = 1_700_000_000_000;

interface Reader extends Sink {
  isWritable: boolean;
  writes: string[];
  /** The same, as it was given. */
  data: (string | Buffer)[];
  /** How often it was said that it is to be caught up with. */
  turns: number;
  events(): Event[];
}

function reader(onWrite = () => {}): Reader {
  const writes: string[] = [];
  const data: (string | Buffer)[] = [];
  return {
    socket: { fd: 3 },
    isWritable: true,
    writes,
    data,
    turns: 0,
    write(bytes) {
      data.push(bytes);
      writes.push(bytes.toString());
      onWrite();
    },
    catchUpLater() {
      this.turns += 1;
    },
    events: () =>
      writes
        .join("")
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Event), // what Subscribers has encoded
  };
}

/** A hub without sockets: `set` changes a session, `flush` tells. */
function hub() {
  const store = new Store();
  let nowMs = 0;
  const subscribers = new Subscribers(store, () => nowMs);
  const publish = () => {
    for (const change of store.takeChanges()) subscribers.publish(change, NOW);
  };
  return {
    store,
    subscribers,
    publish,
    /** Time goes by while it writes. */
    takes(ms: number) {
      nowMs += ms;
    },
    set(id: string, priority: number) {
      store.set(report(id, { status: "working", priority }), NOW);
      publish();
    },
    remove(id: string) {
      store.delete(id, NOW);
      publish();
    },
  };
}

const brief = (event: Event) =>
  event.type === "update"
    ? `${event.seq} ${event.session.session_id}=${event.session.priority}`
    : `${event.seq} ${event.type}`;

describe("a subscriber that reads", () => {
  test("gets every change, in order, and one write a flush", () => {
    const { subscribers, set, remove } = hub();
    const sink = reader();
    subscribers.add(sink, 0);
    set("a", 1);
    set("a", 2);
    remove("a");
    subscribers.flush();
    subscribers.flush();
    expect(sink.events().map(brief)).toEqual(["1 a=1", "2 a=2", "3 delete"]);
    expect(sink.writes.length).toBe(1);
  });

  test("gets every change of a large burst, however long it takes to write", () => {
    const { subscribers, set, takes } = hub();
    const sink = reader(() => takes(100));
    subscribers.add(sink, 0);
    for (let priority = 1; priority <= 300; priority++) set("a", priority);
    subscribers.flush();
    expect(sink.writes.length).toBeGreaterThan(1);
    expect(sink.turns).toBe(0);
    const seqs = sink.events().map(({ seq }) => seq);
    expect(seqs).toEqual(Array.from({ length: 300 }, (_, at) => at + 1));
  });

  test("gets nothing that its snapshot had already", () => {
    const { store, subscribers, set } = hub();
    const [early, late] = [reader(), reader()];
    subscribers.add(early, 0);
    set("a", 1);
    subscribers.add(late, store.seq);
    set("a", 2);
    subscribers.flush();
    expect(early.events().map(brief)).toEqual(["1 a=1", "2 a=2"]);
    expect(late.events().map(brief)).toEqual(["2 a=2"]);
  });

  test("gets what was published before it subscribed, when its snapshot is older", () => {
    const { subscribers, set } = hub();
    const other = reader();
    subscribers.add(other, 0);
    set("a", 1);
    set("b", 1);
    const sink = reader();
    subscribers.add(sink, 1);
    subscribers.flush();
    expect(sink.events().map(brief)).toEqual(["2 b=1"]);
  });

  test("gets nothing any more once it is removed", () => {
    const { subscribers, set } = hub();
    const sink = reader();
    subscribers.add(sink, 0);
    set("a", 1);
    subscribers.remove(sink);
    subscribers.flush();
    expect(sink.writes).toEqual([]);
    expect(subscribers.size).toBe(0);
  });
});

describe("a subscriber that stops reading", () => {
  test("gets the latest state of each session, not the history", () => {
    const { subscribers, set } = hub();
    const sink = reader();
    subscribers.add(sink, 0);
    sink.isWritable = false;
    for (let i = 1; i <= 100; i++) {
      set("a", i);
      set("b", i);
      subscribers.flush();
    }
    expect(sink.writes).toEqual([]);
    sink.isWritable = true;
    while (subscribers.isOwed(sink)) subscribers.catchUp(sink, NOW);
    expect(sink.events().map(brief)).toEqual(["199 a=100", "200 b=100"]);
  });

  test("gets it in seq order, however the changes were mixed", () => {
    const { subscribers, set } = hub();
    const sink = reader();
    subscribers.add(sink, 0);
    sink.isWritable = false;
    for (const id of ["a", "b", "c", "b", "a", "d", "c"]) set(id, 1);
    subscribers.flush();
    sink.isWritable = true;
    while (subscribers.isOwed(sink)) subscribers.catchUp(sink, NOW);
    const seqs = sink.events().map(({ seq }) => seq);
    expect(seqs).toEqual([4, 5, 6, 7]);
  });

  test("gets of a deletion, and of a session that came back, only the last state", () => {
    const { subscribers, set, remove } = hub();
    const sink = reader();
    set("a", 1);
    set("b", 1);
    subscribers.add(sink, 2);
    sink.isWritable = false;
    remove("a");
    remove("b");
    set("b", 2);
    subscribers.flush();
    sink.isWritable = true;
    while (subscribers.isOwed(sink)) subscribers.catchUp(sink, NOW);
    expect(sink.events().map(brief)).toEqual(["3 delete", "5 b=2"]);
  });

  test("never misses the last change, though it comes while it catches up", () => {
    const { subscribers, set } = hub();
    const sink = reader();
    subscribers.add(sink, 0);
    sink.isWritable = false;
    const message = "x".repeat(900);
    for (let i = 0; i < 500; i++) set(`s${i}-${message.slice(0, 200)}`, 1);
    subscribers.flush();
    sink.isWritable = true;
    subscribers.catchUp(sink, NOW);
    expect(subscribers.isOwed(sink)).toBe(true);
    expect(sink.events().length).toBeLessThan(500);
    // It has room, but is still behind: a new change may not overtake the old ones.
    set("last", 1);
    subscribers.flush();
    expect(sink.events().map(brief)).not.toContain("501 last=1");
    while (subscribers.isOwed(sink)) subscribers.catchUp(sink, NOW);
    const seqs = sink.events().map(({ seq }) => seq);
    expect(seqs).toEqual(Array.from({ length: 501 }, (_, i) => i + 1));
    set("after", 1);
    subscribers.flush();
    expect(sink.events().map(brief).at(-1)).toBe("502 after=1");
  });

  test("does not slow the others", () => {
    const { subscribers, set } = hub();
    const [slow, quick] = [reader(), reader()];
    subscribers.add(slow, 0);
    subscribers.add(quick, 0);
    slow.isWritable = false;
    set("a", 1);
    subscribers.flush();
    expect(quick.events().map(brief)).toEqual(["1 a=1"]);
    expect(slow.writes).toEqual([]);
  });
});

/** Has one that reads take all that it is owed. */
function catchUp(subscribers: Subscribers, sink: Sink): void {
  while (subscribers.isOwed(sink)) subscribers.catchUp(sink, NOW);
}

describe("of many subscribers that all read", () => {
  function crowd(count: number, writeMs: number) {
    const { subscribers, set, takes } = hub();
    const readers = Array.from({ length: count }, () => reader(() => takes(writeMs)));
    for (const one of readers) subscribers.add(one, 0);
    return { subscribers, set, readers };
  }

  test("those whom a flush does not reach in time have a turn of their own", () => {
    const { subscribers, set, readers } = crowd(200, 1);
    set("a", 1);
    subscribers.flush();
    const late = readers.filter((one) => one.turns === 1);
    expect(late.length).toBeGreaterThan(100);
    expect(readers.filter((one) => one.writes.length === 1)).toHaveLength(200 - late.length);
    set("b", 1);
    subscribers.flush();
    for (const one of readers) catchUp(subscribers, one);
    for (const one of readers) expect(one.events().map(brief)).toEqual(["1 a=1", "2 b=1"]);
  });

  test("all are written to at once where that takes no time", () => {
    const { subscribers, set, readers } = crowd(200, 0);
    set("a", 1);
    subscribers.flush();
    expect(readers.map(({ writes, turns }) => [writes.length, turns])).toEqual(
      readers.map(() => [1, 0]),
    );
  });

  test("those that fell behind at different times are sent the same bytes", () => {
    const { subscribers, set, readers } = crowd(3, 0);
    for (const [index, one] of readers.entries()) {
      one.isWritable = false;
      for (let i = 0; i < 7; i++) set(`s${index}-${i}`, 1);
      subscribers.flush();
    }
    for (let i = 0; i < 1000; i++) set(`last-${i}`, 1);
    subscribers.flush();
    for (const one of readers) one.isWritable = true;
    for (const one of readers) catchUp(subscribers, one);
    const [first = [], ...others] = readers.map(({ data }) => data.slice(2, -1));
    expect(first.length).toBeGreaterThan(2);
    for (const data of others) {
      expect(data.slice(-first.length).map((piece, i) => piece === first[i])).not.toContain(false);
    }
    for (const one of readers) expect(one.events().at(-1)?.seq).toBe(1021);
  });

  test("what they missed is not sent as it was before a later change", () => {
    const { subscribers, set, readers } = crowd(2, 0);
    const [early, late] = readers;
    if (early === undefined || late === undefined) throw new Error("two were made");
    for (const one of readers) one.isWritable = false;
    for (let i = 0; i < 500; i++) set(`s${i}`, 1);
    subscribers.flush();
    subscribers.catchUp(early, NOW);
    set("s0", 2);
    set("s5", 2);
    subscribers.flush();
    for (const one of readers) catchUp(subscribers, one);
    expect(late.events().map(brief)).not.toContain("1 s0=1");
    for (const one of readers) {
      expect(one.events().map(brief).slice(-2)).toEqual(["501 s0=2", "502 s5=2"]);
    }
    expect(late.events()).toHaveLength(500);
  });
});

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ set: fc.nat(30) }) },
  { weight: 1, arbitrary: fc.record({ remove: fc.nat(30) }) },
  { weight: 3, arbitrary: fc.record({ flush: fc.constantFrom(0, 6) }) },
  { weight: 2, arbitrary: fc.record({ fills: fc.nat(70) }) },
  { weight: 4, arbitrary: fc.record({ turn: fc.nat(70) }) },
);

test("however they read, each hears seqs that rise and ends with the last state of all", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const { store, subscribers, set, remove, takes } = hub();
      let writeMs = 0;
      const readers = Array.from({ length: 70 }, () => reader(() => takes(writeMs)));
      for (const one of readers) subscribers.add(one, 0);
      let priority = 0;
      for (const step of steps) {
        if ("set" in step) set(`s${step.set}`, ++priority);
        else if ("remove" in step && store.find(`s${step.remove}`)) remove(`s${step.remove}`);
        else if ("flush" in step) {
          writeMs = step.flush;
          subscribers.flush();
        } else if ("fills" in step) Object.assign(readers[step.fills] ?? {}, { isWritable: false });
        else if ("turn" in step) {
          const one = readers[step.turn];
          if (one === undefined) continue;
          one.isWritable = true;
          subscribers.catchUp(one, NOW);
        }
      }
      subscribers.flush();
      for (const one of readers) {
        one.isWritable = true;
        catchUp(subscribers, one);
        const events = one.events();
        const seqs = events.map(({ seq }) => seq);
        expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
        const known = new Map<string, number>();
        for (const event of events) {
          if (event.type === "update") known.set(event.session.session_id, event.seq);
          else if (event.type === "delete") known.delete(event.session_id);
        }
        const last = Array.from(store.sessions(), ({ id, seq }): [string, number] => [id, seq]);
        expect(known).toEqual(new Map(last));
      }
    }),
    { numRuns: 60 },
  );
});

test("the shutdown event comes after the changes that were still to be flushed", () => {
  const { subscribers, set } = hub();
  const sink = reader();
  subscribers.add(sink, 0);
  set("a", 1);
  subscribers.announce({ version: 1, type: "shutdown", seq: 1, reason: "stop" }, NOW);
  expect(sink.events().map(brief)).toEqual(["1 a=1", "1 shutdown"]);
});

test("the shutdown event comes after what those are owed that read, and at once to the others", () => {
  const { subscribers, set } = hub();
  const [quick, slow] = [reader(), reader()];
  for (const one of [quick, slow]) {
    subscribers.add(one, 0);
    one.isWritable = false;
  }
  set("a", 1);
  subscribers.flush();
  quick.isWritable = true;
  subscribers.announce({ version: 1, type: "shutdown", seq: 1, reason: "stop" }, NOW);
  expect(quick.events().map(brief)).toEqual(["1 a=1", "1 shutdown"]);
  expect(slow.events().map(brief)).toEqual(["1 shutdown"]);
});
