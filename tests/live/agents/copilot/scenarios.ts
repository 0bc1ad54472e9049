import { endsAndWakes } from "../../common/background.ts";
import { dialogs } from "../../common/dialogs.ts";
import { cleared, headless, resumed } from "../../common/lives.ts";
import { QUESTION, questions } from "../../common/questions.ts";
import { sessions } from "../../common/sessions.ts";
import { subagents } from "../../common/subagents.ts";
import { turns } from "../../common/turns.ts";
import { say, use } from "../../models/script.ts";
import type { Scenarios } from "../../scenario.ts";
import { dialect } from "./glyphs.ts";

const colour = {
  type: "object",
  properties: { colour: { type: "string", enum: ["Red", "Blue"] } },
  required: ["colour"],
};

export const scenarios: Scenarios = {
  ...turns(dialect),
  ...dialogs(dialect),
  ...sessions(dialect),
  ...questions(dialect, {
    call: use("ask_user", { message: QUESTION, requestedSchema: colour }),
    see: /❯ Red/,
    answer: { press: ["Enter"] },
    leave: { press: ["Escape"] },
    // Its model is told, and goes on.
    left: /Noted.* 4,/,
    toldLeft: ["working", "attention/turn_done"],
  }),
  ...subagents(dialect, {
    send: (prompt) =>
      use("task", {
        name: "helper",
        description: "a helper",
        prompt,
        agent_type: "general-purpose",
      }),
    look: use("glob", { pattern: "*" }),
    done: say("It is done."),
  }),
  plan: { absent: "its plan mode needs a model of GitHub's own" },
  background: endsAndWakes(
    dialect,
    use("bash", { command: "touch made && sleep 8", description: "a server", mode: "async" }),
    say("Its output is read."),
  ),
  // It says the same of this as of being left.
  clear: cleared(dialect, "/clear", /Started a fresh session/, "closed/ended"),
  resume: resumed(dialect, ["--continue"], /Good morning[\s\S]*\? help/, []),
  // Ends are held back for a queued prompt, and its own comes first.
  headless: headless(["-p", "count to ten"], "closed/ended", "attention/turn_done?"),
};
