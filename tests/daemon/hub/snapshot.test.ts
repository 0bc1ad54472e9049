import { expect, test } from "bun:test";
import { takeSnapshot } from "../../../src/daemon/hub/snapshot.ts";
import { Store } from "../../../src/daemon/sessions/store.ts";
import type { SnapshotEvent } from "../../../src/protocol/wire.ts";
import { report } from "../../support/report.ts";

const NOW = 1_700_000_000_000;

function store(...ids: string[]): Store {
  const store = new Store();
  for (const id of ids) store.set(report(id, { status: "working" }), NOW);
  return store;
}

function whole(pieces: Iterable<string>): SnapshotEvent {
  return JSON.parse([...pieces].join(""));
}

test("who comes back in the same epoch gets what changed since, and what is gone", () => {
  const sessions = store("kept", "gone");
  const since = sessions.seq;
  sessions.delete("gone", NOW);
  sessions.set(report("new", { status: "working" }), NOW);
  const snapshot = whole(takeSnapshot(sessions, "e", { epoch: "e", since }, () => NOW));
  expect(snapshot).toMatchObject({ epoch: "e", seq: sessions.seq, resumed: true });
  expect(snapshot.deleted).toEqual(["gone"]);
  expect(snapshot.sessions.map(({ session_id }) => session_id)).toEqual(["new"]);
});

test("who comes from another epoch, or from a change yet to come, gets everything", () => {
  const sessions = store("a", "b");
  const { seq } = sessions;
  for (const input of [{}, { epoch: "f", since: seq }, { epoch: "e", since: seq + 1 }]) {
    const snapshot = whole(takeSnapshot(sessions, "e", input, () => NOW));
    expect(snapshot).not.toContainAnyKeys(["resumed", "deleted"]);
    expect(snapshot.sessions).toHaveLength(2);
  }
});

test("is made as it is taken: what changes meanwhile stands there as it is, what goes does not", () => {
  const sessions = store("a", "b", "c");
  const { seq } = sessions;
  const pieces = takeSnapshot(sessions, "e", {}, () => NOW);
  const first = pieces.next().value ?? "";
  sessions.set(report("b", { status: "attention" }), NOW);
  sessions.delete("c", NOW);
  const snapshot: SnapshotEvent = JSON.parse(first + [...pieces].join(""));
  expect(snapshot.seq).toBe(seq);
  expect(snapshot.sessions.map(({ session_id, status }) => [session_id, status])).toEqual([
    ["a", "working"],
    ["b", "attention"],
  ]);
});

test("of nothing is a snapshot too", () => {
  expect(whole(takeSnapshot(new Store(), "e", {}, () => NOW))).toMatchObject({ sessions: [] });
});
