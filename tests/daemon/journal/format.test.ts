import { expect, test } from "bun:test";
import { decodeJournal } from "../../../src/daemon/journal/decode.ts";
import { encodeJournal } from "../../../src/daemon/journal/format.ts";
import { createState, toPlain } from "../../../src/daemon/sessions/created.ts";
import type { SessionState } from "../../../src/daemon/sessions/state.ts";
import { NO_WAITS } from "../../../src/daemon/sessions/waits.ts";

const none = { taken: [], gone: [] };
const past = { own: none, reported: none };
const NOW_MS = 1_800_000_000_000;

/** A session as it comes back from a journal; undefined when it was not taken. */
function restored(more: Partial<SessionState>) {
  const session = { ...toPlain(createState("a", "working", NOW_MS)), seq: 1, ...more };
  const saved = {
    seq: 1,
    forgottenSeq: 0,
    sessions: [session],
    deletions: [],
    past,
    waits: NO_WAITS,
  };
  const content = decodeJournal(encodeJournal("boot", "epoch", saved));
  return { session: content?.state.sessions[0], whole: content?.whole };
}

test("a session is restored as it was journalled", () => {
  const terminal = { tmux_pane: "%3" };
  const { session, whole } = restored({ terminal });
  expect(session).toMatchObject({ id: "a", status: "working", terminal });
  expect(whole).toBe(true);
});

test.each<[string, Partial<SessionState>]>([
  ["without an id", { id: "" }],
  ["with a control character in its id", { id: "a\u0007" }],
  ["with a time that no integer holds", { updatedMs: NOW_MS * 10_000 }],
  ["with a number below zero", { background: -1 }],
  ["with a terminal that nobody could have reported", { terminal: { "A B": "x" } }],
])("a session %s is damage, and the journal no longer whole", (_, more) => {
  expect(restored(more)).toEqual({ session: undefined, whole: false });
});

test("a header whose numbers are damaged costs the epoch, not the sessions", () => {
  const session = { ...toPlain(createState("a", "working", NOW_MS)), seq: 7 };
  const saved = {
    seq: 9,
    forgottenSeq: 0,
    sessions: [session],
    deletions: [],
    past,
    waits: NO_WAITS,
  };
  const text = encodeJournal("boot", "epoch", saved).toString();
  for (const seq of ["90000000000000000", "-9", "9.5"]) {
    const content = decodeJournal(Buffer.from(text.replace('"seq":9', `"seq":${seq}`)));
    expect(content).toMatchObject({ whole: false, state: { seq: 7, sessions: [{ id: "a" }] } });
  }
});
