import { expect, test } from "bun:test";
import fc from "fast-check";
import { sandbox } from "../support/sandbox.ts";
import type { Frame } from "../support/wire.ts";
import { createWatcher, Killed, live, set } from "./lives.ts";
import { bounded, replayOfEnvironment } from "./replay.ts";

test("one change is sent before it is journalled, several after, and both before their replies", () => {
  using box = sandbox();
  const hub = live(box);
  const sender = hub.connect("sender", () => {});
  hub.read(
    hub.connect("watcher", () => {}),
    { cmd: "SUB" },
  );
  hub.steps.length = 0;
  hub.read(sender, set("a", 1));
  expect(hub.steps).toEqual(["watcher", "journalled", "sender"]);
  hub.steps.length = 0;
  hub.read(sender, set("a", 2), set("a", 3));
  expect(hub.steps.filter((step, i, all) => step !== all[i - 1])).toEqual([
    "journalled",
    "watcher",
    "journalled",
    "sender",
  ]);
});

test("a subscriber that saw a change lost to a kill gets everything, also after later changes and restarts", () => {
  using box = sandbox();
  const seer = createWatcher("seer");
  const first = live(box);
  const sender = first.connect("sender", () => {});
  first.read(sender, set("a", 1));
  seer.connect(first);
  first.killAfterWrites(0);
  expect(() => first.read(sender, set("lost", 1))).toThrow(Killed);
  expect(seer.sessions.has("lost")).toBe(true);
  for (const id of ["b", "c", "d"]) {
    const later = live(box);
    expect(later.epoch).toBe(first.epoch);
    later.read(
      later.connect("sender", () => {}),
      set(id, 1),
    );
    if (id === "b") continue;
    seer.connect(later);
    expect(seer.isResumed).toBe(id === "d");
    expect([...seer.sessions.keys()].sort()).toEqual(
      id === "c" ? ["a", "b", "c"] : ["a", "b", "c", "d"],
    );
  }
});

const change = fc
  .record({
    id: fc.nat({ max: 3 }),
    priority: fc.nat({ max: 999 }),
    isDeleted: fc.oneof({ arbitrary: fc.constant(false), weight: 4 }, fc.constant(true)),
  })
  .map(({ id, priority, isDeleted }) =>
    isDeleted ? { cmd: "DELETE", session_id: `s${id}` } : set(`s${id}`, priority),
  );
/** Who comes back, and what is asked for in one read. */
const turn = fc.record({
  comers: fc.subarray([0, 1, 2, 3]),
  batch: fc.array(change, { minLength: 1, maxLength: 3 }),
});
const life = fc.record({
  writes: fc.nat({ max: 11 }),
  turns: fc.array(turn, { maxLength: 20, size: "max" }),
});

test("wherever a kill strikes, a subscriber that resumes has the state of the hub", () => {
  let resumed = 0;
  let connects = 0;
  const lives = fc.array(life, { minLength: 1, maxLength: 12, size: "max" });
  const property = fc.property(lives, (all) => {
    using box = sandbox();
    const watchers = Array.from({ length: 4 }, (_, i) => createWatcher(`w${i}`));
    /** What a restart may find: the state last answered, or with what was under way. */
    let possible = ["[]"];
    for (const { writes, turns } of all) {
      const hub = live(box);
      expect(possible).toContain(stateOf(hub));
      const sender = hub.connect("sender", () => {});
      const absent = new Set(watchers);
      hub.killAfterWrites(writes);
      try {
        for (const { comers, batch } of turns) {
          for (const watcher of watchers.filter(
            (one, i) => absent.has(one) && comers.includes(i),
          )) {
            absent.delete(watcher);
            watcher.connect(hub);
            connects += 1;
            if (watcher.isResumed) resumed += 1;
            const known = [...watcher.sessions.values()].map(brief).sort();
            expect(JSON.stringify(known)).toBe(stateOf(hub));
          }
          possible = [stateOf(hub)];
          hub.read(sender, ...batch);
        }
        possible = [stateOf(hub)];
        hub.killAfterWrites(0);
        hub.read(sender, set("s0", 1000));
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        possible.push(stateOf(hub));
      }
    }
  });
  fc.assert(property, bounded(60, replayOfEnvironment(), 40_000));
  expect(resumed).toBeGreaterThan(connects / 4);
  expect(resumed).toBeLessThan(connects);
}, 60_000);

function stateOf({ store }: ReturnType<typeof live>): string {
  const sessions = [...store.sessions()].map(({ id, priority, seq }) => [id, priority, seq].join());
  return JSON.stringify(sessions.sort());
}

function brief({ session_id, priority, seq }: Frame): string {
  return [session_id, priority, seq].join();
}
