import { expect, test } from "bun:test";
import { createPublisher } from "../../../src/daemon/hub/publisher.ts";
import { Subscribers } from "../../../src/daemon/hub/subscribers.ts";
import type { Change } from "../../../src/daemon/sessions/ledger.ts";
import { DEFAULT_LIMITS } from "../../../src/daemon/sessions/space.ts";
import { Store } from "../../../src/daemon/sessions/store.ts";
import { Waits } from "../../../src/daemon/sessions/waits.ts";
import { report } from "../../support/report.ts";

const NOW = 1_700_000_000_000;

test("of what only takes up its number after a restart the journal hears, and nobody who watches sessions", () => {
  const before = new Store();
  before.set(report("a", { status: "working" }), NOW);
  const store = new Store(DEFAULT_LIMITS, before.save());
  const journalled: string[] = [];
  const told: string[] = [];
  const journal = { note: ({ id }: Change) => void journalled.push(id), write: () => {} };
  const waits = new Waits((folder) => folder);
  const subscribers = new Subscribers(store, () => 0);
  const { publish } = createPublisher(store, subscribers, waits, journal, ({ id }) => {
    told.push(id);
  });
  store.set(report("a", { status: "question" }), NOW + 1);
  publish(NOW + 1);
  expect(journalled).toEqual(["", "a"]);
  expect(told).toEqual(["a"]);
});
