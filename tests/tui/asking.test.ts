import { expect, test } from "bun:test";
import type { Question } from "../../src/protocol/questions.ts";
import { BINDINGS } from "../../src/tui/bindings.ts";
import { reduce } from "../../src/tui/reduce.ts";
import { type Reaction, START, type ViewState } from "../../src/tui/state.ts";
import type { View } from "../../src/tui/view.ts";
import { NOW_MS, sample } from "../attention/sample.ts";
import { picture, texts } from "./picture.ts";

const HASH = "a".repeat(64);

function asked(given: Partial<Question> = {}): Question {
  return {
    ...{ id: "q1", kind: "permission", message: "Bash: make", detail: "Bash\ncommand: make" },
    ...{ hash: HASH, options: [], answerable: true, why_not: null, asked_ms: NOW_MS },
    ...given,
  };
}

/** The live view with one session that asks this, as a person works with it. */
function open(question: Question, rows = 24) {
  let questions = [question];
  let nowMs = NOW_MS;
  let state: ViewState = START;
  const draw = (): View => {
    const sessions = [sample({ status: "question", questions })];
    return picture({ sessions, state, size: { columns: 80, rows }, nowMs });
  };
  let view = draw();
  return {
    get text() {
      return texts(view).join("\n");
    },
    /** Each key a second after the one before, as somebody who reads. */
    keys(keys: readonly string[], afterMs = 1000): Reaction["intent"] {
      let intent: Reaction["intent"];
      for (const key of keys) {
        nowMs += afterMs;
        const { items, bodyRows } = view;
        const seen = { items, bodyRows, sessionAt: () => undefined, nowMs, bindings: BINDINGS };
        const reaction = reduce(view.state, { type: "key", key }, seen);
        ({ state } = reaction);
        ({ intent } = reaction);
        view = draw();
      }
      return intent;
    },
    becomes(next: Question) {
      questions = [next];
      state = view.state;
      view = draw();
    },
  };
}

test("y shows the whole of what is asked, and only Enter after that allows it", () => {
  const desk = open(asked());
  expect(desk.keys(["y"])).toBeUndefined();
  expect(desk.text).toContain("Bash");
  expect(desk.text).toContain("command: make");
  expect(desk.text).toContain("enter allows this once");
  expect(desk.keys(["enter"])).toMatchObject({
    ...{ type: "answer", questionId: "q1", seen: HASH, words: { decision: "allow" } },
  });
});

test("keys that were typed ahead allow nothing", () => {
  const desk = open(asked());
  expect(desk.keys(["y", "enter"], 1)).toBeUndefined();
  expect(desk.text).toContain("enter allows this once");
});

test("what is longer than the screen is allowed only once its end was in sight", () => {
  const lines = Array.from({ length: 30 }, (_, at) => `step ${at}`);
  const desk = open(asked({ detail: lines.join("\n") }), 12);
  desk.keys(["y"]);
  expect(desk.text).toContain("there is more of it below");
  expect(desk.keys(["enter"])).toBeUndefined();
  expect(desk.keys(["enter"])).toBeUndefined();
  while (!desk.text.includes("step 29")) expect(desk.keys(["enter"])).toBeUndefined();
  expect(desk.keys(["enter"])).toMatchObject({ type: "answer" });
});

test("nothing of it is lost at the edge, not even spaces", () => {
  const detail = `Bash\ncommand: ${"a".repeat(70)}${" ".repeat(40)}rm -rf /`;
  const desk = open(asked({ detail }));
  desk.keys(["y"]);
  const shown = desk.text.split("\n").filter((line) => /[│┊]/.test(line));
  const whole = shown.map((line) => line.replace(/^ [│┊] /, "")).join("");
  expect(whole.replaceAll(" ", "")).toContain("rm-rf/");
  expect(shown.length).toBeGreaterThan(2);
});

test("x denies, a number chooses an option, and any other key leaves it", () => {
  const denied = open(asked());
  denied.keys(["x"]);
  expect(denied.text).toContain("enter denies it");
  expect(denied.keys(["enter"])).toMatchObject({ words: { decision: "deny" } });
  const chosen = open(asked({ kind: "question", options: ["Red", "Blue"] }));
  chosen.keys(["y"]);
  expect(chosen.text).toContain("2 Blue");
  expect(chosen.keys(["enter"])).toBeUndefined();
  chosen.keys(["2"]);
  expect(chosen.text).toContain("enter answers Blue");
  const words = { decision: "option", option: "Blue" };
  expect(chosen.keys(["enter"])).toMatchObject({ type: "answer", words });
  const left = open(asked());
  left.keys(["y", "q"]);
  expect(left.text).not.toContain("enter allows");
});

test("Enter answers no other question than the one that was read", () => {
  const desk = open(asked());
  desk.keys(["y"]);
  desk.becomes(asked({ id: "q2", detail: "Bash\ncommand: rm -rf /", hash: "b".repeat(64) }));
  expect(desk.keys(["enter"])).toBeUndefined();
});

test("what can't be answered here says why", () => {
  const why_not = "it holds characters that can't be shown";
  const desk = open(asked({ answerable: false, detail: null, hash: null, why_not }));
  expect(desk.keys(["y"])).toBeUndefined();
  expect(desk.text).toContain(why_not);
});
