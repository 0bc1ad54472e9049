import { expect, test } from "bun:test";
import fc from "fast-check";
import { decodeJournal } from "../../../src/daemon/journal/decode.ts";
import { createState, restoreState } from "../../../src/daemon/sessions/created.ts";
import { evidenceIn, type SessionState } from "../../../src/daemon/sessions/state.ts";
import { Store } from "../../../src/daemon/sessions/store.ts";
import { pack, unpack } from "../../../src/daemon/sessions/transitions.ts";
import { evidence, report } from "../../support/report.ts";

const NOW = 1_700_000_000_000;
/** What a session without a question, an answer or a snooze has of its own: 160 bytes (Bun 1.4.5). */
const FIELDS = 18;

const answer = { decision: "allow", option: null, message: "m", by: "b", at_ms: NOW } as const;
const transition = fc.record(
  {
    status: fc.constantFrom("working", "attention", "question", "closed"),
    at_secs: fc.oneof(fc.nat(), fc.maxSafeNat()),
    answer: fc.constant(answer),
  },
  { requiredKeys: ["status", "at_secs"] },
);

test("a history is held as it came, whatever is in it", () => {
  fc.assert(
    fc.property(fc.array(transition), (history) => {
      expect(unpack(pack(history))).toEqual(history);
      expect(unpack(JSON.parse(JSON.stringify(pack(history))))).toEqual(history);
    }),
  );
});

test("a time that is no exact number of milliseconds is held as it came", () => {
  const history = [{ status: "working", at_secs: 81_988_299_791_169 } as const];
  expect(unpack(pack(history))).toEqual(history);
});

test("a session that was reported, however often, has a field for nothing that was not said", () => {
  const store = new Store();
  for (let i = 0; i < 30; i++) {
    const status = i % 2 === 0 ? "working" : "attention";
    store.set(report("a", { status }), NOW + 2 * i);
    store.set(evidence("b", NOW + 2 * i, { status }), NOW + 2 * i);
  }
  expect(Object.keys(store.get("a"))).toHaveLength(FIELDS);
  expect(store.get("a").evidence).toBeUndefined();
  expect(store.get("b").evidence).toBeUndefined();
});

test("evidence of another source stands beside what settled the status", () => {
  const store = new Store();
  const state = store.set(evidence("a", NOW, { status: "working" }), NOW);
  store.weigh(state, report("a", { source: "registry", status: "working", at_ms: NOW - 5 }), NOW);
  expect(evidenceIn(state).map(({ source }) => source)).toEqual(["hook", "registry"]);
  store.set(report("a", { status: "attention" }), NOW + 1);
  const sources = evidenceIn(state).map(({ source }) => source);
  expect(sources).toEqual(["hook", "registry", "command"]);
  expect(state.settled).toBe(evidenceIn(state).at(-1) ?? null);
});

/** A session as older daemons journalled it and handed it over. */
function older(): Record<string, unknown> {
  const said = { source: "command", atMs: NOW, event: null, reason: null, message: null } as const;
  const settled = { ...said, status: "working" };
  const { evidence: _, transitions: __, ...state } = createState("a", "working", NOW);
  const answered = [{ key: "*", atMs: NOW }];
  const history = [
    { status: "attention", at_secs: 1 },
    { status: "working", at_secs: NOW / 1000, answer },
  ];
  return { ...state, seq: 1, settled, evidence: [{ ...settled }], answered, history };
}

test("what an older daemon hands over is held as if it had come now", () => {
  const state = restoreState(older() as unknown as SessionState); // but for its names
  expect(unpack(state.transitions)).toEqual([
    { status: "attention", at_secs: 1 },
    { status: "working", at_secs: NOW / 1000, answer },
  ]);
  expect(typeof state.transitions[0]).toBe("number");
  expect(state.evidence).toBeUndefined();
  expect(evidenceIn(state)).toMatchObject([{ source: "command", atMs: NOW }]);
  expect(Object.keys(state)).not.toContain("history");
});

test("what an older daemon has journalled is read", () => {
  const head = { boot: "b", epoch: "e", seq: 1, forgotten: 0 };
  const past = { own: { taken: [], gone: [] }, reported: { taken: [], gone: [] } };
  const header = `{"journal":1,"whole":true ,${JSON.stringify({ ...head, past }).slice(1)}`;
  const content = decodeJournal(Buffer.from(`${header}\n${JSON.stringify(older())}\n`));
  expect(content).toMatchObject({ whole: true, unreadable: 0 });
  const [saved] = content?.state.sessions ?? [];
  if (saved === undefined) throw new Error("no session was read");
  const state = restoreState(saved);
  expect(unpack(state.transitions).map(({ status }) => status)).toEqual(["attention", "working"]);
  expect(evidenceIn(state)).toMatchObject([{ source: "command", atMs: NOW }]);
});
