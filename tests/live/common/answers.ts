import { type Answer, count, say, together } from "../models/script.ts";
import type { Action, Scenario, Step } from "../scenario.ts";
import { type Dialect, first, leaves, withoutDialog } from "./dialect.ts";
import type { Asking } from "./questions.ts";

/** What differs between agents whose dialogs are answered at the hub. */
export interface Answered {
  asking: Pick<Asking, "call" | "see"> & { taken: RegExp };
  /** The key that grants a permission in the terminal. */
  grantKey: string;
  /** Runs the prompt `make a file` without a terminal; what is told then. */
  headless: { args: readonly string[]; told: readonly string[] };
  /** Sends a subagent off with that prompt, and what its model does in the end. */
  helper?: { send(prompt: string): Answer; done: Answer };
}

/** A person answers at the hub what the dialog asks, while it stands in the terminal. */
export function answers(dialect: Dialect, answered: Answered) {
  const { opened, dialog, busy } = dialect;
  const gone = withoutDialog(dialog);
  const left = leaves(dialect);
  const script = { "make a file": [dialect.risky("touch made && sleep 6"), say("It is made.")] };
  const shown: Step = first(dialect, {
    do: { type: "make a file" },
    see: dialog,
    told: ["working", dialect.asked],
    message: /touch made/,
  });
  const made: Step = { see: /It is made/, told: ["attention/turn_done"] };
  const scenario = (...steps: readonly Step[]): Scenario => ({
    answers: true,
    script,
    steps: [...opened, ...steps, left],
  });
  const granted = (told: readonly string[]): Step => ({ do: dialect.grant, see: gone, told });
  const both: Action = { answer: "allow", press: [answered.grantKey], comes: "any" };
  const { headless, helper } = answered;
  return {
    "answer-allow": scenario(
      shown,
      { do: { answer: "allow" }, starts: "made", see: gone, told: ["working"] },
      { see: busy, told: [] },
      made,
    ),
    "answer-deny": {
      ...scenario(
        shown,
        {
          do: { answer: "deny", message: "not in this folder" },
          see: /So be it 1/,
          told: ["working"],
        },
        { see: /So be it.* 4,/, told: ["attention/turn_done"] },
      ),
      script: { "make a file": [dialect.risky("touch made"), count("So be it", 4)] },
    },
    "answer-option": {
      ...scenario(
        first(dialect, {
          do: { type: "ask me" },
          see: answered.asking.see,
          told: ["working", "question/question"],
        }),
        { do: { answer: { option: "Blue" } }, see: /Noted 1/, told: ["working"] },
        { see: answered.asking.taken, told: [] },
        { see: /Noted.* 4,/, told: ["attention/turn_done"] },
      ),
      script: { "ask me": [answered.asking.call, count("Noted", 4)] },
    },
    "answer-both": scenario(shown, { do: both, see: gone, told: ["working"] }, made),
    // The second dialog waits behind the first, and is answered before it.
    "answer-two": {
      ...scenario(
        first(dialect, {
          do: { type: "make two" },
          see: dialog,
          told: ["working", dialect.asked],
          message: /touch made/,
        }),
        { do: { answer: "allow", of: /touch other/ }, starts: "other", see: dialog, told: [] },
        granted(["working"]),
        { see: /Both are made/, told: ["attention/turn_done"] },
      ),
      script: {
        "make two": [
          together(dialect.risky("touch made && sleep 6"), dialect.risky("touch other && sleep 2")),
          say("Both are made."),
        ],
      },
    },
    "answer-terminal-first": scenario(shown, granted(["working"]), made),
    "answer-terminal-no": scenario(shown, ...[dialect.denies].flat()),
    "answer-hub-upgraded": scenario(
      shown,
      { do: { hub: "upgrade" }, see: dialog, told: [] },
      granted(["working"]),
      made,
    ),
    // Who follows the hub is told again by the next one, which the next hook starts.
    "answer-hub-killed": scenario(
      shown,
      { do: { hub: "kill" }, see: dialog, told: [] },
      granted([]),
      { ...made, told: ["working?", "attention/turn_done"] },
    ),
    "answer-headless": {
      answers: true,
      script,
      steps: [{ do: { run: headless.args }, ends: true, told: headless.told }],
    },
    ...(helper === undefined
      ? {}
      : { "answer-subagent": subagent(dialect, helper, (...steps) => scenario(...steps)) }),
  } satisfies Record<string, Scenario>;
}

function subagent(
  dialect: Dialect,
  { send, done }: NonNullable<Answered["helper"]>,
  scenario: (...steps: readonly Step[]) => Scenario,
): Scenario {
  const gone = withoutDialog(dialect.dialog);
  return {
    ...scenario(
      first(dialect, {
        do: { type: "send a helper" },
        see: dialect.dialog,
        told: ["working", dialect.asked],
        message: /touch noted/,
      }),
      { do: { answer: "allow" }, starts: "noted", see: gone, told: ["working"] },
      { see: /It has ended.* 4,/, told: ["attention/turn_done"] },
    ),
    script: {
      "send a helper": [send("write it down"), count("It has ended", 4)],
      "write it down": [dialect.risky("touch noted && sleep 4"), done],
    },
  };
}
