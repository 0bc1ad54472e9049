import { expect, test } from "bun:test";
import {
  collectHandoff,
  encodeHandoff,
  encodeSessions,
  type Handoff,
  type HandoffSource,
  readHandoff,
} from "../../../src/daemon/lifecycle/handoff.ts";
import { createState } from "../../../src/daemon/sessions/created.ts";

const sessions = Array.from({ length: 120 }, (_, i) => createState(`s${i}`, "working", i));
const NO_PAST = { taken: [], gone: [] };
const HANDOFF: Handoff = {
  ...{ quietMs: 1, unusedMs: 2, epoch: "e", isJournalWhole: true, uptimeMs: 3 },
  owner: {
    ...{ socket: { path: "/s", fd: 4, isInherited: false }, inode: 5, lock: 6 },
    peers: [{ fd: 7, input: "", output: "" }],
  },
  subscribers: [{ fd: 7, fromSeq: 8, overdue: [["s1", 9]] }],
  reports: null,
  waits: { open: [], totals: [] },
  state: {
    ...{ seq: 120, forgottenSeq: 0, deletions: [], sessions },
    past: { own: NO_PAST, reported: NO_PAST },
  },
};

function read(lines: string[]) {
  const { state, ...rest } = readHandoff(lines.values());
  return { ...rest, state: { ...state, sessions: [...state.sessions] } };
}

test("a handoff is read as it was written", () => {
  const lines = encodeHandoff(HANDOFF).toString().split("\n");
  expect(lines.length).toBeGreaterThan(2);
  expect(read(lines)).toEqual(JSON.parse(JSON.stringify(HANDOFF)));
});

test("a handoff of an older daemon, which is one line, is read as well", () => {
  const line = JSON.stringify(HANDOFF);
  expect(read([line])).toEqual(JSON.parse(line));
});

test("sessions that were encoded before stand where they would be encoded now", () => {
  expect(encodeHandoff(HANDOFF, encodeSessions(HANDOFF))).toEqual(encodeHandoff(HANDOFF));
});

const light = { sessions: 10_000, transitions: 100_000, connections: 50, overdue: 0 };
const heavy = [
  { sessions: 17_000, transitions: 17_000, connections: 1, overdue: 0 },
  { sessions: 13_000, transitions: 130_000, connections: 1, overdue: 0 },
  { sessions: 10, transitions: 10, connections: 1200, overdue: 0 },
  { sessions: 1000, transitions: 5000, connections: 100, overdue: 50_000 },
];
test.each(heavy)("what clients would wait too long for is not even looked at: %j", (load) => {
  const source = { server: { handOff: () => [] } } as unknown as HandoffSource; // it gets no further
  expect(collectHandoff({ ...source, load })).toBeUndefined();
  expect(() => collectHandoff({ ...source, load: light })).toThrow();
});
