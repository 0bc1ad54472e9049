import { type Answer, count } from "../models/script.ts";
import type { Action, Scenario, Step } from "../scenario.ts";
import { type Dialect, first, leaves } from "./dialect.ts";

/** How a model asks its person, and how that looks. */
export interface Asking {
  /** The call that asks `QUESTION` with `COLOURS` to choose from. */
  call: Answer;
  /** The choice on the screen. */
  see: RegExp;
  /** Takes the first of them. */
  answer: Action;
  /** Leaves the question without an answer. */
  leave: Action;
  /** The screen after that. */
  left: RegExp;
  /** What was told by then; the model may be told to go on. */
  toldLeft: readonly string[];
}

export const QUESTION = "Which colour shall it be?";
export const COLOURS = [
  { label: "Red", description: "the warm one" },
  { label: "Blue", description: "the cold one" },
];

/** A question of the model's, answered and left. */
export function questions(dialect: Dialect, asking: Asking) {
  const { opened } = dialect;
  const script = { "ask me": [asking.call, count("Noted", 4)] };
  const asked: Step = first(dialect, {
    do: { type: "ask me" },
    see: asking.see,
    told: ["working", "question/question"],
    message: /Which colour shall it be\?/,
  });
  const { leave, left, toldLeft } = asking;
  return {
    question: {
      script,
      steps: [
        ...opened,
        asked,
        { do: asking.answer, see: /Noted 1/, told: ["working"] },
        { see: /Noted.* 4,/, told: ["attention/turn_done"] },
        leaves(dialect),
      ],
    },
    "question-esc": {
      script,
      steps: [...opened, asked, { do: leave, see: left, told: toldLeft }, leaves(dialect)],
    },
  } satisfies Record<string, Scenario>;
}
