import { expect, test } from "bun:test";
import fc from "fast-check";
import { Backlog, type Place } from "../../../src/daemon/hub/backlog.ts";

/** What a reader is owed, held by each for itself: as simple as it can be. */
type Owed = Map<string, number>;

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ add: fc.constantFrom("a", "b", "c", "d") }) },
  { weight: 1, arbitrary: fc.constant({ enter: true as const }) },
  { weight: 3, arbitrary: fc.record({ pass: fc.nat(5), count: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ leave: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.constant({ handOver: true as const }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

test("each reader is owed the last change of each session since it fell behind, in order", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => run(steps)),
    {
      numRuns: 2000,
    },
  );
});

function run(steps: readonly Step[]): void {
  let backlog = new Backlog();
  let readers: { place: Place; owed: Owed }[] = [];
  let seq = 0;
  for (const step of steps) {
    const leave = (reader: (typeof readers)[number]) => {
      readers = readers.filter((other) => other !== reader);
    };
    if ("add" in step) {
      seq += 1;
      backlog.add(step.add, seq);
      for (const { owed } of readers) {
        owed.delete(step.add);
        owed.set(step.add, seq);
      }
    } else if ("enter" in step) readers.push({ place: backlog.enter(), owed: new Map() });
    else if ("pass" in step) {
      const reader = readers[step.pass % readers.length];
      const next = reader && [...backlog.from(reader.place)].slice(0, step.count).at(-1);
      if (reader === undefined || next === undefined) continue;
      for (const [id, seq] of reader.owed) if (seq <= next.seq) reader.owed.delete(id);
      const isOver = backlog.pass(reader.place, next);
      expect(isOver).toBe(reader.owed.size === 0);
      if (isOver) leave(reader);
    } else if ("leave" in step) {
      const reader = readers[step.leave % readers.length];
      if (reader === undefined) continue;
      backlog.leave(reader.place);
      leave(reader);
    } else {
      const saved = readers.map(({ owed }) => [...owed]).filter((owed) => owed.length > 0);
      backlog = new Backlog();
      const own = backlog;
      readers = saved.map((owed) => ({ place: own.resume(owed), owed: new Map(owed) }));
    }
    expect(backlog.isNeeded).toBe(readers.length > 0);
    for (const { place, owed } of readers) {
      expect(Array.from(backlog.from(place), ({ id, seq }) => [id, seq])).toEqual([...owed]);
    }
  }
}

test("what all have been sent is held for nobody", () => {
  const backlog = new Backlog();
  const [slow, quick] = [backlog.enter(), backlog.enter()];
  backlog.add("a", 1);
  backlog.add("b", 2);
  const [a, b] = [...backlog.from(slow)];
  if (a === undefined || b === undefined) throw new Error("nothing is owed");
  expect(backlog.pass(quick, b)).toBe(true);
  expect(backlog.pass(slow, a)).toBe(false);
  expect(backlog.size).toBe(1);
  backlog.leave(slow);
  expect(backlog.size).toBe(0);
  backlog.add("c", 3);
  expect(backlog.size).toBe(0);
});
