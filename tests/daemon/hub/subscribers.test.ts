import { describe, expect, test } from "bun:test";
import { type Sink, Subscribers } from "../../../src/daemon/hub/subscribers.ts";
import { Store } from "../../../src/daemon/sessions/store.ts";
import type { Event } from "../../../src/protocol/wire.ts";
import { report } from "../../support/report.ts";

const NOW = 1_700_000_000_000;

interface Reader extends Sink {
  isWritable: boolean;
  writes: string[];
  events(): Event[];
}

function reader(): Reader {
  const writes: string[] = [];
  return {
    socket: { fd: 3 },
    isWritable: true,
    writes,
    write: (bytes) => writes.push(bytes.toString()),
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
  const subscribers = new Subscribers(store);
  const publish = () => {
    for (const change of store.takeChanges()) subscribers.publish(change, NOW);
  };
  return {
    store,
    subscribers,
    publish,
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

test("the shutdown event comes after the changes that were still to be flushed", () => {
  const { subscribers, set } = hub();
  const sink = reader();
  subscribers.add(sink, 0);
  set("a", 1);
  subscribers.announce({ version: 1, type: "shutdown", seq: 1, reason: "stop" });
  expect(sink.events().map(brief)).toEqual(["1 a=1", "1 shutdown"]);
});
