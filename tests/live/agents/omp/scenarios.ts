import { first, leaves } from "../../common/dialect.ts";
import { dialogs } from "../../common/dialogs.ts";
import { cleared, headless, resumed } from "../../common/lives.ts";
import { COLOURS, QUESTION, questions } from "../../common/questions.ts";
import { sessions } from "../../common/sessions.ts";
import { turns } from "../../common/turns.ts";
import { type Answer, count, use } from "../../models/script.ts";
import type { Scenario, Scenarios } from "../../scenario.ts";
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
  plan: { absent: "its plan mode answers with words and asks for nothing" },
  background: goesOn(use("bash", { command: "sleep 6", async: true }), {}),
  subagent: goesOn(use("task", helper), { "survey the folder": [count("Surveying", 14)] }),
  "subagent-permission": { absent: "its subagents ask for nothing" },
  clear: cleared(dialect, "/new", /^(?![\s\S]*Good morning)/),
  resume: resumed(dialect, ["--continue"], /Good morning/),
  headless: headless(["-p", "count to ten"]),
};
