import { expect, test } from "bun:test";
import { applyEvent, type Roster } from "../../src/attention/roster.ts";
import type { Session } from "../../src/protocol/session.ts";
import { sample } from "./sample.ts";

const update = (session: Session) =>
  ({ version: 1, type: "update", seq: session.seq, session }) as const;

test("a state older than the one that is known changes nothing", () => {
  const roster: Roster = new Map();
  applyEvent(roster, update(sample({ seq: 7, status: "question" })));
  expect(applyEvent(roster, update(sample({ seq: 6, status: "working" })))).toEqual([]);
  expect(roster.get("a1")?.status).toBe("question");
});

test("another session of the same name is news, however its changes are counted", () => {
  const roster: Roster = new Map();
  applyEvent(roster, update(sample({ seq: 7 })));
  expect(applyEvent(roster, update(sample({ seq: 2, instance: "2" })))).toHaveLength(2);
});

test("a whole snapshot is believed though it counts anew: the hub began another life", () => {
  const roster: Roster = new Map();
  applyEvent(roster, update(sample({ seq: 7, status: "question" })));
  const sessions = [sample({ seq: 1, status: "working" })];
  applyEvent(roster, { version: 1, type: "snapshot", epoch: "new", seq: 1, sessions });
  expect(roster.get("a1")?.status).toBe("working");
});
