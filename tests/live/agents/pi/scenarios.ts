import { dialogs } from "../../common/dialogs.ts";
import { cleared, headless, resumed } from "../../common/lives.ts";
import { COLOURS, QUESTION, questions } from "../../common/questions.ts";
import { sessions } from "../../common/sessions.ts";
import { turns } from "../../common/turns.ts";
import { use } from "../../models/script.ts";
import type { Scenarios } from "../../scenario.ts";
import { dialect } from "./glyphs.ts";

export const scenarios: Scenarios = {
  ...turns(dialect),
  ...dialogs(dialect),
  ...sessions(dialect),
  ...questions(dialect, {
    call: use("question", { question: QUESTION, options: COLOURS }),
    see: /> 1\. Red/,
    answer: { press: ["Enter"] },
    leave: { press: ["Escape"] },
    left: /Noted.* 4,/,
    toldLeft: ["working", "attention/turn_done"],
  }),
  plan: { absent: "it has no plan mode" },
  background: { absent: "a command that its model starts is waited for" },
  subagent: { absent: "it has no subagents" },
  "subagent-permission": { absent: "it has no subagents" },
  clear: cleared(dialect, "/new", /New session started/),
  resume: resumed(dialect, ["--continue"], /Good morning/),
  headless: headless(["-p", "count to ten"]),
};
