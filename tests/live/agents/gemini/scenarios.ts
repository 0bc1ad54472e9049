import { leavesRunning } from "../../common/background.ts";
import { first, leaves } from "../../common/dialect.ts";
import { dialogs } from "../../common/dialogs.ts";
import { cleared, headless, resumed } from "../../common/lives.ts";
import { COLOURS, QUESTION, questions } from "../../common/questions.ts";
import { sessions } from "../../common/sessions.ts";
import { subagents } from "../../common/subagents.ts";
import { turns } from "../../common/turns.ts";
import { count, use } from "../../models/script.ts";
import type { Scenarios } from "../../scenario.ts";
import { dialect } from "./glyphs.ts";

const colour = { question: QUESTION, header: "Colour", type: "choice", options: COLOURS };

export const scenarios: Scenarios = {
  ...turns(dialect),
  ...dialogs(dialect),
  ...sessions(dialect),
  stopped: { absent: "Ctrl-Z does not stop it" },
  ...questions(dialect, {
    call: use("ask_user", { questions: [colour] }),
    see: /1\. +Red/,
    answer: { press: ["Enter"] },
    leave: { press: ["Escape"] },
    left: dialect.interrupted,
    toldLeft: ["attention/interrupted"],
  }),
  ...subagents(dialect, {
    send: (prompt) => use("invoke_agent", { agent_name: "generalist", prompt }),
    look: use("list_directory", { dir_path: "." }),
    done: use("complete_task", { result: { response: "It is done." } }),
  }),
  plan: {
    script: {
      "plan it": [use("enter_plan_mode", { reason: "it is large" }), count("Planning", 4)],
    },
    steps: [
      ...dialect.opened,
      first(dialect, {
        do: { type: "plan it" },
        see: /Enter Plan Mode|plan mode\?/i,
        told: ["working", "question/permission"],
      }),
      { do: { press: ["Enter"] }, see: /Planning 1/, told: ["working"] },
      { see: /Planning.* 4,/, told: ["attention/turn_done"] },
      leaves(dialect),
    ],
  },
  background: leavesRunning(
    dialect,
    use("run_shell_command", { command: "sleep 8", is_background: true }),
  ),
  clear: cleared(dialect, "/clear", /^(?![\s\S]*Good morning)/),
  resume: resumed(dialect, ["--resume", "latest"], /Good morning[\s\S]*Type your/),
  // Ends are held back for a queued prompt, and its own comes first.
  headless: headless(["-p", "count to ten"], "closed/ended", "attention/turn_done?"),
};
