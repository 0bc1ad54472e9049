import { first, leaves, withoutDialog } from "../../common/dialect.ts";
import { dialogs } from "../../common/dialogs.ts";
import { cleared, headless, resumed } from "../../common/lives.ts";
import { COLOURS, QUESTION, questions } from "../../common/questions.ts";
import { sessions } from "../../common/sessions.ts";
import { turns } from "../../common/turns.ts";
import { type Answer, count, use } from "../../models/script.ts";
import type { Action, Scenario, Scenarios, Step } from "../../scenario.ts";
import { dialect } from "./glyphs.ts";

/** Something is started, which goes on as the answer ends, and wakes the main thread as it ends. */
function goesOn(call: Answer, others: Scenario["script"]): Scenario {
  const script = {
    "begin it": [call, count("It is under way", 2), count("It has ended", 8)],
    ...others,
  };
  return {
    script,
    steps: [
      ...dialect.opened,
      first(dialect, {
        do: { type: "begin it" },
        see: dialect.dialog,
        told: ["working", dialect.asked],
      }),
      { do: dialect.grant, see: /It is under way 1, 2,/, told: ["working", "working/background"] },
      { see: /It has ended 1,/, told: ["working"] },
      { see: /It has ended.* 8,/, told: ["attention/turn_done"], staysSeconds: 3 },
      leaves(dialect),
    ],
  };
}

const REVIEW = /Approve and execute/;
const planning = {
  "plan it": [
    use("write", { path: "local://fence-plan.md", content: "# Paint the fence\n" }),
    use("write", { path: "xd://propose", content: "fence" }),
  ],
  "Paint the fence": [count("Painting", 4)],
};
const proposed: readonly Step[] = [
  ...dialect.opened,
  { do: { type: "/plan" }, see: /Plan mode enabled/, told: [] },
  {
    do: { type: "plan it" },
    see: REVIEW,
    told: ["working", "question/plan"],
    message: /fence/,
  },
];

/** A plan is approved. @param end what is told as the agent is left. */
function reviewed(choice: Action, told: readonly string[], end = "closed/ended"): Scenario {
  const left = { ...leaves(dialect), told: [end] };
  return {
    script: planning,
    steps: [...proposed, { do: choice, see: /Painting.* 4,/, told }, left],
  };
}

const helper = {
  agent: "task",
  context: "none",
  tasks: [{ name: "Helper", task: "survey the folder" }],
};

export const scenarios: Scenarios = {
  ...turns(dialect),
  ...dialogs(dialect),
  ...sessions(dialect),
  ...questions(dialect, {
    call: use("ask", { questions: [{ id: "colour", question: QUESTION, options: COLOURS }] }),
    see: /❯ ○ Red/,
    answer: { press: ["Enter"] },
    leave: { press: ["Escape"] },
    left: dialect.interrupted,
    toldLeft: ["attention/interrupted"],
  }),
  plan: reviewed(
    { press: ["Enter"] },
    // In a session of its own, as it says of that choice.
    ["closed/replaced", "2 attention/started", "2 working", "2 attention/turn_done"],
    "2 closed/ended",
  ),
  "plan-kept": reviewed({ press: ["Down", "Down", "Enter"] }, ["working", "attention/turn_done"]),
  "plan-esc": {
    script: planning,
    steps: [
      ...proposed,
      { do: { press: ["Escape"] }, see: withoutDialog(REVIEW), told: ["attention/interrupted"] },
      leaves(dialect),
    ],
    untold: "Leaving a plan's review without a choice fires no event",
  },
  background: goesOn(use("bash", { command: "sleep 6", async: true }), {}),
  subagent: goesOn(use("task", helper), { "survey the folder": [count("Surveying", 14)] }),
  "subagent-permission": { absent: "its subagents ask for nothing" },
  clear: cleared(dialect, "/new", /^(?![\s\S]*Good morning)/),
  resume: resumed(dialect, ["--continue"], /Good morning/),
  headless: headless(["-p", "count to ten"]),
};
