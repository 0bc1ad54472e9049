import { expect, test } from "bun:test";
import { createBudget } from "../../../src/daemon/socket/budget.ts";
import type { Peer } from "../../../src/daemon/socket/peer.ts";
import { Unparsed } from "../../../src/daemon/socket/unparsed.ts";

/** A peer as far as the budget looks at it. */
function holding(heldBytes: number) {
  const peer = { heldBytes, isClosed: false, kept: new Unparsed() };
  return peer as unknown as Peer & typeof peer;
}

test("who holds most is evicted, until all together hold no more than they may", () => {
  const evicted: Peer[] = [];
  const budget = createBudget((peer) => evicted.push(peer), 100);
  const [small, middle, large] = [holding(20), holding(30), holding(40)];
  for (const peer of [large, small, middle]) budget.update(peer);
  expect(evicted).toEqual([]);
  small.heldBytes = 35;
  budget.update(small);
  expect(evicted).toEqual([large]);
});

test("what a closed or drained peer held counts no more", () => {
  const evicted: Peer[] = [];
  const budget = createBudget((peer) => evicted.push(peer), 100);
  const [closed, drained] = [holding(50), holding(50)];
  for (const peer of [closed, drained]) budget.update(peer);
  closed.isClosed = true;
  drained.heldBytes = 0;
  for (const peer of [closed, drained, holding(100)]) budget.update(peer);
  expect(evicted).toEqual([]);
});
