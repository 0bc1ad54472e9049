import { expect, test } from "bun:test";
import type { Session } from "../../src/protocol/session.ts";
import { BINDINGS } from "../../src/tui/bindings.ts";
import type { InputEvent } from "../../src/tui/keys.ts";
import { reduce } from "../../src/tui/reduce.ts";
import type { Reaction, ViewState } from "../../src/tui/state.ts";
import type { View } from "../../src/tui/view.ts";
import { NOW_MS, sample } from "../attention/sample.ts";
import { order, picture, SESSIONS, texts } from "./picture.ts";

/** A view that a person works with: each event meets what the last picture showed. */
class Desk {
  view: View;
  #sessions: readonly Session[];
  readonly #size;
  nowMs = NOW_MS;

  constructor(sessions = SESSIONS, size = { columns: 80, rows: 24 }) {
    this.#sessions = sessions;
    this.#size = size;
    this.view = picture({ sessions, size });
  }

  get state(): ViewState {
    return this.view.state;
  }

  do(event: InputEvent): Reaction["intent"] {
    const { items, bodyRows, lines } = this.view;
    const sessionAt = (row: number) => lines[row]?.sessionId;
    const { nowMs } = this;
    const seen = { items, bodyRows, sessionAt, nowMs, bindings: BINDINGS };
    const reaction = reduce(this.state, event, seen);
    this.#draw(reaction.state);
    return reaction.intent;
  }

  keys(...keys: string[]): Reaction["intent"] {
    return keys.map((key) => this.do({ type: "key", key })).at(-1);
  }

  show(sessions: readonly Session[]): void {
    this.#sessions = sessions;
    this.#draw(this.state);
  }

  #draw(state: ViewState): void {
    this.view = picture({ sessions: this.#sessions, state, size: this.#size, nowMs: this.nowMs });
  }

  /** The session that is marked on the screen. */
  get marked(): string | undefined {
    return this.view.lines.find(({ isSelected }) => isSelected)?.sessionId;
  }
}

const many = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    sample({ session_id: `s${String(index).padStart(3, "0")}`, since_ms: NOW_MS - 500_000 }),
  );

test("no key is bound twice", () => {
  const keys = BINDINGS.flatMap((binding) => binding.keys);
  expect(new Set(keys).size).toBe(keys.length);
});

test("the first row is marked until a session is chosen, and the choice goes with its session", () => {
  const desk = new Desk();
  expect(desk.marked).toBe("asks");
  desk.keys("down", "j");
  expect(desk.marked).toBe("works");
  desk.show(
    SESSIONS.map((session) =>
      session.session_id === "works" ? { ...session, status: "question" } : session,
    ),
  );
  expect(order(desk.view)[0]).toBe("works");
  expect(desk.marked).toBe("works");
  desk.keys("escape");
  desk.show(SESSIONS);
  expect(desk.marked).toBe("asks");
});

test("the choice stops at both ends", () => {
  const desk = new Desk();
  desk.keys("up", "up");
  expect(desk.marked).toBe("asks");
  desk.keys("end", "down");
  expect(desk.marked).toBe("over");
  desk.keys("home");
  expect(desk.marked).toBe("asks");
});

test("when the chosen session goes, its neighbour is chosen, and the page about it is left", () => {
  const desk = new Desk();
  desk.keys("down", "enter");
  expect(desk.state.page).toBe("details");
  desk.show(SESSIONS.filter((session) => session.session_id !== "done"));
  expect(desk.state.page).toBe("list");
  expect(desk.state.notice).toBe("that session is gone");
  expect(desk.marked).toBe("works");
});

test("a question about a session is dropped with it, and its answer hits no other", () => {
  const desk = new Desk();
  desk.keys("down", "d");
  expect(desk.state.prompt).toMatchObject({ kind: "confirm", sessionId: "done" });
  desk.show(SESSIONS.filter((session) => session.session_id !== "done"));
  expect(desk.keys("y")).toBeUndefined();
});

test("the chosen session is always in sight", () => {
  const desk = new Desk(many(100), { columns: 80, rows: 10 });
  for (const key of ["end", "pageup", "up", "home", "pagedown", "pagedown", "down"]) {
    desk.keys(key);
    expect(order(desk.view)).toContain(desk.state.selected ?? "none");
  }
  desk.keys("end");
  expect(order(desk.view).at(-1)).toBe("s099");
});

test("the wheel scrolls, and takes the choice along only when it would leave the screen", () => {
  const desk = new Desk(many(100), { columns: 80, rows: 13 });
  desk.keys("down", "down", "down", "down");
  desk.do({ type: "wheel", by: 1, column: 0, row: 5 });
  expect(order(desk.view)[0]).toBe("s003");
  expect(desk.marked).toBe("s004");
  desk.do({ type: "wheel", by: 1, column: 0, row: 5 });
  expect(order(desk.view)[0]).toBe("s006");
  expect(desk.marked).toBe("s006");
  for (let count = 0; count < 50; count += 1) desk.do({ type: "wheel", by: 1, column: 0, row: 5 });
  expect(order(desk.view).at(-1)).toBe("s099");
});

test("a click chooses the session on that line, a second one soon after focuses it", () => {
  const desk = new Desk();
  const row = desk.view.lines.findIndex(({ sessionId }) => sessionId === "works");
  expect(desk.do({ type: "click", column: 3, row })).toBeUndefined();
  expect(desk.marked).toBe("works");
  desk.nowMs += 100;
  expect(desk.do({ type: "click", column: 3, row })).toMatchObject({ type: "focus" });
  desk.nowMs += 100;
  expect(desk.do({ type: "click", column: 3, row })).toBeUndefined();
  desk.nowMs += 5000;
  expect(desk.do({ type: "click", column: 3, row })).toBeUndefined();
  expect(desk.do({ type: "click", column: 3, row: 20 })).toBeUndefined();
});

test("keys act on the session that is marked", () => {
  for (const [key, type] of [
    ["f", "focus"],
    ["a", "acknowledge"],
    ["r", "resume"],
  ] as const) {
    expect(new Desk().keys("down", key)).toMatchObject({ type, session: { session_id: "done" } });
  }
});

test("acknowledging what was seen or put off takes that back", () => {
  const desk = new Desk();
  desk.keys("end", "up");
  expect(desk.keys("a")).toMatchObject({ type: "unacknowledge", session: { session_id: "seen" } });
  desk.show([sample({ status: "question", snoozed_until_ms: NOW_MS + 9 })]);
  expect(desk.keys("a")).toMatchObject({ type: "unacknowledge" });
});

test("deleting always asks, and only y means yes", () => {
  for (const [key, wants] of [
    ["y", true],
    ["n", false],
    ["enter", false],
    ["escape", false],
  ] as const) {
    const desk = new Desk();
    desk.keys("down");
    expect(desk.keys("d")).toBeUndefined();
    expect(desk.keys(key)).toEqual(
      wants
        ? { type: "delete", session: expect.objectContaining({ session_id: "done" }) }
        : undefined,
    );
    expect(desk.state.prompt).toBeNull();
  }
});

test("closing a session that is open asks, and one that is closed is left alone", () => {
  const desk = new Desk();
  expect(desk.keys("c")).toBeUndefined();
  expect(desk.state.prompt).toMatchObject({ kind: "confirm", verb: "close", sessionId: "asks" });
  expect(desk.keys("y")).toMatchObject({ type: "close", session: { session_id: "asks" } });
  expect(desk.keys("end", "c")).toBeUndefined();
  expect(desk.state).toMatchObject({ prompt: null, notice: "it is closed already" });
});

/** Two questions, three finished turns, five at work. */
const TEN = Array.from({ length: 10 }, (_, index) => {
  const status = index < 2 ? "question" : index < 5 ? "attention" : "working";
  const since_ms = NOW_MS - 900_000 + index;
  return sample({ session_id: `s${index}`, status, since_ms, working_dir: `/src/p${index}` });
});
const acknowledged = (...ids: string[]) =>
  TEN.map((session) =>
    ids.includes(session.session_id) ? { ...session, acknowledged_ms: NOW_MS } : session,
  );

test("what was acknowledged leaves, and the cursor stays on its line", () => {
  const desk = new Desk(TEN);
  desk.keys("n", "n", "n");
  const line = () => desk.view.lines.findIndex(({ isSelected }) => isSelected);
  const before = line();
  expect(desk.keys("a")).toMatchObject({ type: "acknowledge", session: { session_id: "s2" } });
  desk.show(acknowledged("s2"));
  expect(desk.marked).toBe("s3");
  expect(line()).toBe(before);
  expect(order(desk.view).at(-1)).toBe("s2");
});

test("in groups the cursor stays on its line though the whole group leaves it", () => {
  const of = (session_id: string, status: Session["status"], since: number) =>
    sample({ session_id, status, since_ms: since, working_dir: `/src/${session_id[0]}` });
  const [first, asks, third] = ["a1", "b1", "c1"].map((id, at) => of(id, "question", at));
  const works = ["a2", "b2", "c2"].map((id, at) => of(id, "working", 10 + at));
  if (first === undefined || asks === undefined || third === undefined) throw new Error("three");
  const desk = new Desk([first, asks, third, ...works]);
  desk.keys("g", "n", "n");
  expect(desk.marked).toBe("b1");
  const line = () => desk.view.lines.findIndex(({ isSelected }) => isSelected);
  const before = line();
  desk.keys("a");
  desk.show([first, { ...asks, acknowledged_ms: NOW_MS }, third, ...works]);
  expect(order(desk.view)).toEqual(["a1", "a2", "c1", "c2", "b2", "b1"]);
  expect([desk.marked, line()]).toEqual(["c1", before]);
  desk.keys("n"); // it has landed there
  expect(desk.marked).toBe("c1");
  // From then on the cursor is the session's again.
  desk.show([{ ...first, status: "working" }, asks, third, ...works]);
  expect(desk.marked).toBe("c1");
});

test("keys typed faster than the hub answers each mean the next session", () => {
  const desk = new Desk(TEN);
  const acted = ["a", "a", "a"].map((key) => desk.keys(key));
  expect(acted).toMatchObject(
    ["s0", "s1", "s2"].map((session_id) => ({ type: "acknowledge", session: { session_id } })),
  );
});

test("n goes on from where an act left the cursor, and N goes back", () => {
  const desk = new Desk(TEN);
  desk.keys("n", "a");
  desk.show(acknowledged("s0"));
  desk.keys("n");
  expect(desk.marked).toBe("s1");
  desk.keys("n", "n");
  expect(desk.marked).toBe("s3");
  desk.keys("N");
  expect(desk.marked).toBe("s2");
  desk.keys("N", "N");
  expect(desk.marked).toBe("s4");
});

test("an acknowledged question makes room for those that nobody has seen", () => {
  const desk = new Desk(TEN);
  desk.show(acknowledged("s0", "s1"));
  expect(order(desk.view).slice(0, 3)).toEqual(["s2", "s3", "s4"]);
  const [head] = texts(desk.view);
  expect(head).toMatch(/● 3 attention {2}◐ 5 working {2}○ 2 seen/);
  expect(head).not.toContain("question");
});

test("a session that waits for nobody is not acknowledged by one key too many", () => {
  const desk = new Desk(TEN);
  desk.keys("end");
  expect(desk.keys("a")).toBeUndefined();
  expect(desk.state.notice).toContain("nothing to acknowledge");
});

test("u again takes back the act before, and says which came before on the same session", () => {
  const desk = new Desk(TEN);
  const first = desk.keys("a");
  const second = desk.keys("a");
  expect(desk.keys("u")).toEqual({ type: "undo", act: second, earlier: undefined } as never);
  expect(desk.marked).toBe("s1");
  expect(desk.keys("u")).toEqual({ type: "undo", act: first, earlier: undefined } as never);
  expect(desk.marked).toBe("s0");
  expect(desk.keys("u")).toBeUndefined();
  expect(desk.state.notice).toBe("nothing to undo");
  const seen = desk.keys("a");
  desk.show(acknowledged("s0"));
  desk.keys("end");
  const taken = desk.keys("a");
  expect(taken).toMatchObject({ type: "unacknowledge", session: { session_id: "s0" } });
  expect(desk.keys("u")).toEqual({ type: "undo", act: taken, earlier: seen } as never);
});

test("u takes the last act back, once, and goes to its session", () => {
  const desk = new Desk(TEN);
  expect(desk.keys("u")).toBeUndefined();
  expect(desk.state.notice).toBe("nothing to undo");
  const act = desk.keys("a");
  expect(desk.keys("u")).toEqual({ type: "undo", act, earlier: undefined } as never);
  expect(desk.marked).toBe("s0");
  expect(desk.keys("u")).toBeUndefined();
});

test("what comes back from the end of a long list scrolls nothing out of sight", () => {
  const desk = new Desk(TEN, { columns: 80, rows: 8 });
  desk.keys("down", "down", "a");
  desk.show(acknowledged("s2"));
  const shown = order(desk.view).slice(0, 2);
  desk.keys("u");
  desk.show(TEN);
  expect(order(desk.view).slice(0, 2)).toEqual(shown);
  expect(desk.marked).toBe("s2");
});

test("on the details page an act stays with its session", () => {
  const desk = new Desk(TEN);
  desk.keys("enter", "a");
  expect(desk.state).toMatchObject({ page: "details", selected: "s0" });
});

test("snoozing takes a duration, fifteen minutes unless another is typed", () => {
  const desk = new Desk();
  expect(desk.keys("s", "enter")).toMatchObject({ type: "snooze", forMs: 900_000 });
  const typed = desk.keys("s", "backspace", "backspace", "backspace", "2", "h", "enter");
  expect(typed).toMatchObject({ type: "snooze", forMs: 7_200_000 });
});

test("what is no duration is told beside it and stays to be mended, and runs no keys", () => {
  const desk = new Desk();
  expect(desk.keys("s", "x", "enter")).toBeUndefined();
  expect(texts(desk.view).at(-1)).toMatch(/: x▏ {2}expected a duration/);
  expect(desk.keys("ctrl-u", "0", "enter")).toBeUndefined();
  expect(desk.keys("ctrl-u", "1", "0", "enter")).toBeUndefined();
  expect(texts(desk.view).at(-1)).toMatch(/: 10▏ {2}10 needs a unit/);
  expect(desk.keys("d")).toBeUndefined();
  expect(texts(desk.view).at(-1)).toMatch(/: 10d▏$/);
  expect(desk.keys("enter")).toMatchObject({ type: "snooze", forMs: 864_000_000 });
  expect(desk.state.prompt).toBeNull();
});

test("what is typed takes the place of the duration that is offered, which can be mended too", () => {
  const desk = new Desk();
  desk.keys("s");
  expect(texts(desk.view).at(-1)).toMatch(/: 15m▏$/);
  expect(desk.keys("1", "h", "enter")).toMatchObject({ type: "snooze", forMs: 3_600_000 });
  expect(desk.keys("s", "backspace", "backspace", "0", "m", "enter")).toMatchObject({
    forMs: 600_000,
  });
  desk.keys("s");
  desk.do({ type: "paste", text: "2h" });
  expect(desk.keys("enter")).toMatchObject({ forMs: 7_200_000 });
});

test("below the help page stand the keys that do something there", () => {
  const desk = new Desk();
  desk.keys("?");
  expect(texts(desk.view).at(-1)).toBe(" ? help  q back");
});

test("q leaves the view from its list, and goes back to that from a page", () => {
  const desk = new Desk();
  for (const page of ["?", "enter"]) {
    expect(desk.keys(page)).toBeUndefined();
    expect(texts(desk.view).at(-1)).toMatch(/ q back$/);
    expect(desk.keys("q")).toBeUndefined();
    expect(desk.state.page).toBe("list");
  }
  expect(texts(desk.view).at(-1)).toMatch(/ q quit$/);
  expect(desk.keys("q")).toEqual({ type: "quit" });
  expect(desk.keys("?", "ctrl-c")).toEqual({ type: "quit" });
});

test("a filter works while it is typed, stays after enter and goes with escape", () => {
  const desk = new Desk();
  desk.keys("/", "c", "o", "d", "e", "x");
  expect(order(desk.view)).toEqual(["works"]);
  desk.keys("enter");
  expect(order(desk.view)).toEqual(["works"]);
  desk.keys("escape");
  expect(order(desk.view)).toHaveLength(5);
  desk.keys("/", "z", "escape");
  expect(order(desk.view)).toHaveLength(5);
});

test("while a filter is typed the arrows move among what matches", () => {
  const desk = new Desk();
  desk.keys("/", "s", "h", "o", "p");
  const [first, second] = order(desk.view);
  expect(desk.marked).toBe(first);
  desk.keys("down");
  expect([desk.marked, desk.state.prompt]).toEqual([second, { kind: "filter", text: "shop" }]);
  desk.keys("up", "down", "enter");
  expect([desk.marked, desk.state.prompt, desk.state.filter]).toEqual([second, null, "shop"]);
});

test("keys typed into a prompt are text, only ctrl-c is not", () => {
  const desk = new Desk();
  desk.keys("/", "q", "d", "c");
  expect(desk.state.filter).toBe("qdc");
  expect(desk.keys("ctrl-c")).toEqual({ type: "quit" });
});

test("pasted text goes into the prompt up to its first line's end, and nowhere else", () => {
  const desk = new Desk();
  expect(desk.do({ type: "paste", text: "dyq" })).toBeUndefined();
  expect(desk.state.prompt).toBeNull();
  desk.keys("/");
  desk.do({ type: "paste", text: "codex\nq" });
  expect(desk.state.filter).toBe("codex");
});

test("next goes round those who need a person, and says when there is none", () => {
  const desk = new Desk();
  desk.keys("n");
  expect(desk.marked).toBe("asks");
  desk.keys("n");
  expect(desk.marked).toBe("done");
  desk.keys("n");
  expect(desk.marked).toBe("asks");
  desk.show([sample()]);
  desk.keys("n");
  expect(desk.state.notice).toBe("nobody needs you");
});

test("escape goes back one step at a time", () => {
  const desk = new Desk();
  desk.keys("/", "c", "o", "d", "e", "x", "enter", "enter");
  expect(desk.state.page).toBe("details");
  desk.keys("escape");
  expect(desk.state).toMatchObject({ page: "list", filter: "codex" });
  desk.keys("escape");
  expect(desk.state).toMatchObject({ filter: "", selected: "works" });
  desk.keys("escape");
  expect(desk.state.selected).toBeNull();
});

test("with no session at all every key is harmless", () => {
  const desk = new Desk([]);
  for (const { keys } of BINDINGS) {
    for (const key of keys) {
      const intent = desk.keys(key);
      expect(["quit", "suspend", "redraw", undefined]).toContain(intent?.type);
      desk.keys("escape");
    }
  }
});

test("the help page scrolls no further than its end", () => {
  const desk = new Desk(SESSIONS, { columns: 80, rows: 12 });
  desk.keys("?", "pagedown", "pagedown", "pagedown", "pagedown", "pagedown");
  const end = desk.state.scroll;
  desk.keys("down", "end");
  expect(desk.state.scroll).toBe(end);
  desk.keys("up");
  expect(desk.state.scroll).toBe(end - 1);
  desk.keys("home");
  expect(desk.state.scroll).toBe(0);
});
