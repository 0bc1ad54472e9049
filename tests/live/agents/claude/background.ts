import { count, say, together } from "../../models/script.ts";
import type { Scenario, Step } from "../../scenario.ts";
import { bash, DIALOG, helper, leaves, opened } from "./steps.ts";

const writes = [together(count("Thinking", 8), bash("touch noted && sleep 4")), say("Written.")];

/** The main thread has ended its turn; something goes on. */
const goesOn = (prompt: string): Step => ({
  do: { type: prompt },
  see: /It is under way/,
  told: ["working", "working/background"],
});
/** What went on has ended, and the main thread is woken by that. */
const woken: readonly Step[] = [
  { see: /It has ended 1,/, told: ["working"] },
  { see: /It has ended.* 8,/, told: ["attention/turn_done"], staysSeconds: 3 },
];

/** What goes on while the main thread is done. */
export const background = {
  background: {
    script: {
      "start a server": [
        bash("sleep 8", { run_in_background: true }),
        say("It is under way."),
        count("It has ended", 8),
      ],
    },
    steps: [
      opened,
      // The prompt is the person's again: a server may run for days.
      { ...goesOn("start a server"), told: ["working", "attention/turn_done"] },
      ...woken,
      leaves,
    ],
  },
  subagent: {
    script: {
      "send a helper": [
        helper("survey the folder"),
        say("It is under way."),
        count("It has ended", 8),
      ],
      "survey the folder": [
        together(count("Surveying", 8), bash("echo surveyed")),
        say("Surveyed."),
      ],
    },
    steps: [opened, goesOn("send a helper"), ...woken, leaves],
  },
  "subagent-permission": {
    script: {
      "send a helper": [helper("write it down"), say("It is under way."), count("It has ended", 8)],
      "write it down": writes,
    },
    steps: [
      opened,
      goesOn("send a helper"),
      { see: DIALOG, told: ["question/permission"], message: /touch noted && sleep 4/ },
      {
        do: { choose: /Yes$/ },
        see: /^(?![\s\S]*Do you want to proceed)/,
        told: ["working/background"],
      },
      ...woken,
      leaves,
    ],
  },
  // Two ask at once: the second one's dialog comes up in the place of the first's.
  "two-subagents-permissions": {
    script: {
      "send both": [together(helper("write one"), helper("write two")), say("It is under way.")],
      "write one": [together(count("Thinking", 6), bash("touch one")), count("Writing", 24)],
      "write two": [together(count("Thinking", 10), bash("touch two")), count("Writing", 24)],
    },
    steps: [
      opened,
      {
        do: { type: "send both" },
        see: /touch one/,
        told: ["working", "working/background", "question/permission"],
        message: /touch one/,
        staysSeconds: 4,
      },
      {
        do: { choose: /Yes$/ },
        see: /touch two/,
        told: [],
        rings: ["question/permission"],
        message: /touch two/,
        staysSeconds: 2,
      },
      {
        do: { choose: /Yes$/ },
        see: /^(?![\s\S]*Do you want to proceed)/,
        told: ["working/background"],
      },
      { do: { close: true }, ends: true, told: ["closed/terminal_closed?", "closed/ended"] },
    ],
  },
  // The main thread and a subagent ask at once; the first command runs on as the second's dialog is up.
  "two-dialogs": {
    script: {
      "send a helper": [
        helper("write it down"),
        bash("touch made && sleep 8"),
        say("It is under way."),
        count("It has ended", 8),
      ],
      "write it down": [
        together(count("Thinking", 6), bash("touch noted && sleep 12")),
        say("Written."),
      ],
    },
    steps: [
      opened,
      {
        do: { type: "send a helper" },
        see: DIALOG,
        told: ["working", "question/permission"],
        message: /touch made/,
        staysSeconds: 4,
      },
      {
        do: { choose: /Yes$/ },
        see: /touch noted/,
        told: [],
        rings: ["question/permission"],
        message: /touch noted/,
        staysSeconds: 2,
      },
      {
        do: { choose: /Yes$/ },
        see: /^(?![\s\S]*Do you want to proceed)/,
        told: ["working"],
      },
      { see: /It is under way/, told: ["working/background"] },
      ...woken,
      leaves,
    ],
  },
  // A second task ends while the first one's dialog is up: the dialog stays.
  "subagent-permission-beside": {
    script: {
      "send both": [
        together(helper("write it down"), bash("sleep 8", { run_in_background: true })),
        say("It is under way."),
        count("It has ended", 8),
        say("Both have ended."),
      ],
      "write it down": writes,
    },
    steps: [
      opened,
      goesOn("send both"),
      { see: DIALOG, told: ["question/permission"], staysSeconds: 12 },
      {
        do: { choose: /Yes$/ },
        see: /^(?![\s\S]*Do you want to proceed)/,
        told: ["working/background"],
      },
      { see: /Both have ended/, told: ["working", "attention/turn_done"], staysSeconds: 3 },
      leaves,
    ],
  },
} satisfies Record<string, Scenario>;
