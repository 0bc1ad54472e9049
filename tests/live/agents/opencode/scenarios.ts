import { answers } from "../../common/answers.ts";
import { asks, type Dialect, first, leaves, ofSession } from "../../common/dialect.ts";
import { dialogs } from "../../common/dialogs.ts";
import { headless, resumed } from "../../common/lives.ts";
import { COLOURS, QUESTION, questions } from "../../common/questions.ts";
import { sessions } from "../../common/sessions.ts";
import { subagents } from "../../common/subagents.ts";
import { turns } from "../../common/turns.ts";
import { say, use } from "../../models/script.ts";
import type { Scenarios } from "../../scenario.ts";
import { dialect as own } from "./glyphs.ts";

const call = use("question", {
  questions: [{ question: QUESTION, header: "Colour", options: COLOURS }],
});
const send = (prompt: string) =>
  use("task", { description: "a helper", prompt, subagent_type: "general" });
const done = say("It is done.");

/**
 * Those of OpenCode, and of what is made of it, in its dialect.
 * @param end what is told of a turn's end that the session's follows at once.
 */
export function scenariosIn(dialect: Dialect, end = "attention/turn_done"): Scenarios {
  return {
    ...turns(dialect),
    ...dialogs(dialect),
    ...sessions(dialect),
    ...questions(dialect, {
      call,
      see: /1\. Red/,
      answer: { press: ["Enter"] },
      leave: { press: ["Escape"] },
      left: /^(?![\s\S]*1\. Red)/,
      toldLeft: ["attention/interrupted"],
    }),
    ...subagents(dialect, {
      send,
      look: use("glob", { pattern: "*" }),
      done,
    }),
    ...answers(dialect, {
      // Kilo says only how many.
      asking: { call, see: /1\. Red/, taken: /Blue|1 answered/ },
      grantKey: "Enter",
      headless: {
        args: ["run", "make a file"],
        told: ["attention/started?", "working", end, "closed/ended"],
      },
      helper: { send, done },
    }),
    plan: { absent: "its plan agent answers with words and asks for nothing" },
    background: { absent: "a command that its model starts is waited for" },
    clear: {
      script: { "greet me": [say("Good morning.")], "greet again": [say("Good evening.")] },
      steps: [
        ...dialect.opened,
        first(dialect, asks("greet me", /Good morning/)),
        // The first session is still there, to be gone back to.
        { do: { type: "/new" }, see: /Ask anything/, told: [] },
        ofSession(2, first(dialect, asks("greet again", /Good evening/))),
        { ...leaves(dialect), told: ["closed/ended", "2 closed/ended"] },
      ],
    },
    resume: resumed(dialect, ["--continue"], /Good morning/),
    headless: headless(["run", "count to ten"], "closed/ended", end),
  };
}

export const scenarios = scenariosIn(own);
