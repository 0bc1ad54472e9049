import { asks, first, leaves } from "../../common/dialect.ts";
import { dialogs } from "../../common/dialogs.ts";
import { cleared, headless } from "../../common/lives.ts";
import { QUESTION, questions } from "../../common/questions.ts";
import { sessions } from "../../common/sessions.ts";
import { subagents } from "../../common/subagents.ts";
import { turns } from "../../common/turns.ts";
import { say, use } from "../../models/script.ts";
import type { Scenario, Scenarios } from "../../scenario.ts";
import { dialect } from "./glyphs.ts";

/** Its person is asked for nothing. */
const UNASKED = ["--auto-approve", "true"];
const unasked = (scenario: Scenario): Scenario => ({ ...scenario, args: UNASKED });
const untold = (scenario: Scenario): Scenario => ({
  ...scenario,
  untold: "No event tells that it waits for an approval",
});
const common = turns(dialect);
const asking = dialogs(dialect);
const helpers = subagents(dialect, {
  send: (prompt) => use("spawn_agent", { systemPrompt: "You help.", task: prompt }),
  look: use("list_files", { path: "." }),
  done: say("It is done."),
});

export const scenarios: Scenarios = {
  ...common,
  "esc-tool": unasked(common["esc-tool"]),
  granted: untold(asking.granted),
  denied: untold(asking.denied),
  "permission-esc": untold(asking["permission-esc"]),
  cd: untold(asking.cd),
  ...sessions(dialect),
  stopped: { absent: "Ctrl-Z does not stop it" },
  ...questions(dialect, {
    call: use("ask_question", { question: QUESTION, options: ["Red", "Blue"] }),
    see: /> Red/,
    answer: { press: ["Enter"] },
    leave: { press: ["Escape"] },
    left: /Noted.* 4,/,
    toldLeft: ["working", "attention/turn_done"],
  }),
  subagent: unasked(helpers.subagent),
  "subagent-permission": untold(helpers["subagent-permission"]),
  plan: { absent: "its plan mode answers with words and asks for nothing" },
  background: {
    absent: "a command that its model starts is waited for, unless its person lets it run on",
  },
  clear: {
    ...cleared(dialect, "/clear", /❯ What can I do/),
    untold: "No event tells of /clear: the next prompt's session takes the place of the one before",
  },
  resume: {
    script: common["two-turns"].script,
    steps: [
      ...dialect.opened,
      first(dialect, asks("greet me", /Good morning/)),
      leaves(dialect),
      ...[
        { do: { start: [] }, see: dialect.ready, told: [] },
        { do: { type: "/history" }, see: /greet me/, told: [] },
        { do: { press: ["Enter"] }, see: /Good morning/, told: [] },
        asks("greet again", /Good evening/),
        leaves(dialect),
      ].map((step) => ({ ...step, pane: "again" })),
    ],
  },
  headless: headless(["count to ten"], "closed/process_exited"),
};
