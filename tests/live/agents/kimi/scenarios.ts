import { endsAndWakes } from "../../common/background.ts";
import { first, leaves } from "../../common/dialect.ts";
import { dialogs } from "../../common/dialogs.ts";
import { cleared, headless, resumed } from "../../common/lives.ts";
import { COLOURS, QUESTION, questions } from "../../common/questions.ts";
import { sessions } from "../../common/sessions.ts";
import { subagents } from "../../common/subagents.ts";
import { turns } from "../../common/turns.ts";
import { count, PLAN_FILE, say, use } from "../../models/script.ts";
import type { Scenarios } from "../../scenario.ts";
import { dialect } from "./glyphs.ts";

const colour = { question: QUESTION, header: "Colour", options: COLOURS, multi_select: false };
const granted = { do: dialect.grant, told: ["working", "attention/turn_done"] };

export const scenarios: Scenarios = {
  ...turns(dialect),
  ...dialogs(dialect),
  ...sessions(dialect),
  stopped: { absent: "Ctrl-Z does not stop it" },
  ...questions(dialect, {
    call: use("AskUserQuestion", { questions: [colour] }),
    see: /\[1\] Red/,
    // It wants its answers looked over before they are sent.
    answer: { press: ["Enter", "Enter"] },
    leave: { press: ["Escape"] },
    left: /Noted.* 4,/,
    toldLeft: ["working", "attention/turn_done"],
  }),
  ...subagents(dialect, {
    send: (prompt) => use("Agent", { description: "a helper", prompt, subagent_type: "coder" }),
    look: use("Glob", { pattern: "*" }),
    done: say("It is done."),
  }),
  plan: {
    script: {
      "plan it": [
        use("EnterPlanMode", {}),
        use("Write", { path: PLAN_FILE, content: "# Paint the fence\n" }),
        use("ExitPlanMode", {}),
        count("Painting", 4),
      ],
    },
    steps: [
      ...dialect.opened,
      first(dialect, {
        do: { type: "plan it" },
        see: /1\. +(?:Approve|Yes)/,
        told: ["working", "question/plan"],
        message: /Paint the fence/,
      }),
      { do: { press: ["Enter"] }, see: /Painting.* 4,/, told: granted.told },
      leaves(dialect),
    ],
  },
  background: endsAndWakes(
    dialect,
    use("Bash", { command: "sleep 8", description: "a server", run_in_background: true }),
  ),
  "background-agent": {
    script: {
      "send a helper": [
        use("Agent", {
          description: "a helper",
          prompt: "survey the folder",
          subagent_type: "coder",
          run_in_background: true,
        }),
        say("It is under way."),
        count("It has ended", 8),
      ],
      "survey the folder": [count("Surveying", 12)],
    },
    steps: [
      ...dialect.opened,
      first(dialect, {
        do: { type: "send a helper" },
        see: /It is under way/,
        told: ["working", "working/background"],
      }),
      { see: /It has ended 1,/, told: ["working"] },
      { see: /It has ended.* 8,/, told: ["attention/turn_done"], staysSeconds: 3 },
      leaves(dialect),
    ],
  },
  // It says that the one before was left, and begins the next: of no clearing.
  clear: cleared(dialect, "/new", /^(?![\s\S]*Good morning)/, "closed/ended"),
  resume: resumed(dialect, ["--continue"], /Session: +session_/),
  headless: headless(["-p", "count to ten"], "closed/process_exited", "attention/turn_done?"),
};
