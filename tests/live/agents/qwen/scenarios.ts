import { endsAndWakes } from "../../common/background.ts";
import { first, leaves, withoutDialog } from "../../common/dialect.ts";
import { dialogs } from "../../common/dialogs.ts";
import { cleared, headless, resumed } from "../../common/lives.ts";
import { COLOURS, QUESTION, questions } from "../../common/questions.ts";
import { sessions } from "../../common/sessions.ts";
import { turns } from "../../common/turns.ts";
import { count, say, together, use } from "../../models/script.ts";
import type { Scenarios, Step } from "../../scenario.ts";
import { dialect } from "./glyphs.ts";

const { opened, dialog, grant } = dialect;
const colour = { question: QUESTION, header: "Colour", multiSelect: false, options: COLOURS };
const helper = (prompt: string, more: Record<string, unknown> = {}) =>
  use("agent", { description: "a helper", prompt, subagent_type: "general-purpose", ...more });
const writes = [
  together(count("Thinking", 12), dialect.risky("touch noted && sleep 4")),
  say("Written."),
];
/** Another agent is sent, for which the person is asked; the main one does not wait for it. */
const asksToSend = first(dialect, {
  do: { type: "send a helper" },
  see: dialog,
  told: ["working", "question/permission"],
});
const sent: readonly Step[] = [
  ...opened,
  asksToSend,
  { do: grant, see: /It is under way/, told: ["working", "working/background"] },
];
const woken: readonly Step[] = [
  { see: /It has ended 1,/, told: ["working"] },
  { see: /It has ended.* 8,/, told: ["attention/turn_done"], staysSeconds: 3 },
  leaves(dialect),
];

export const scenarios: Scenarios = {
  ...turns(dialect),
  ...dialogs(dialect),
  ...sessions(dialect),
  stopped: { absent: "Ctrl-Z does not stop it" },
  ...questions(dialect, {
    call: use("ask_user_question", { questions: [colour] }),
    see: /1\. Red/,
    answer: { press: ["Enter"] },
    leave: { press: ["Escape"] },
    left: /^(?![\s\S]*1\. Red)/,
    toldLeft: ["attention/interrupted"],
  }),
  plan: { absent: "plan mode is its person's to enter; its end is asked for as a permission" },
  background: endsAndWakes(
    dialect,
    use("run_shell_command", { command: "touch made && sleep 8", is_background: true }),
  ),
  subagent: {
    script: {
      "send a helper": [
        helper("survey the folder"),
        say("It is under way."),
        count("It has ended", 8),
      ],
      "survey the folder": [
        together(count("Surveying", 12), use("list_directory", { path: "." })),
        say("It is done."),
      ],
    },
    steps: [...sent, ...woken],
  },
  // One that is waited for asks its person in the main one's place.
  "subagent-permission": {
    script: {
      "send a helper": [
        helper("write it down", { run_in_background: false }),
        say("All is reported."),
      ],
      "write it down": writes,
    },
    steps: [
      ...opened,
      asksToSend,
      { do: grant, see: withoutDialog(dialog), told: ["working"] },
      { see: dialog, told: ["question/permission"], message: /touch noted && sleep 4/ },
      { do: grant, see: withoutDialog(dialog), told: ["working"] },
      { see: /All is reported/, told: ["attention/turn_done"] },
      leaves(dialect),
    ],
  },
  // One in the background is turned down at once what it would have to ask for.
  "subagent-unasked": {
    script: {
      "send a helper": [helper("write it down"), say("It is under way."), count("It has ended", 8)],
      "write it down": writes,
    },
    steps: [...sent, ...woken],
  },
  clear: cleared(dialect, "/clear", /^(?![\s\S]*Good morning)/),
  resume: resumed(dialect, ["--continue"], /Good morning[\s\S]*Type your/),
  headless: headless(["-p", "count to ten"], "closed/process_exited"),
};
