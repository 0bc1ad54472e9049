import { count, PLAN_FILE, say, together, use } from "../../models/script.ts";
import type { Scenario } from "../../scenario.ts";
import { BUSY, bash, DIALOG, leaves, opened } from "./steps.ts";

const script = { "make a file": [bash("touch made && sleep 6"), say("It is made.")] };
const shown = {
  do: { type: "make a file" },
  see: DIALOG,
  told: ["working", "question/permission"],
  message: /touch made && sleep 6/,
};

const question = use("AskUserQuestion", {
  questions: [
    {
      question: "Which colour shall it be?",
      header: "Colour",
      multiSelect: false,
      options: [
        { label: "Red", description: "the warm one" },
        { label: "Blue", description: "the cold one" },
      ],
    },
  ],
});
const asked = {
  do: { type: "ask me" },
  see: /Which colour shall it be\?/,
  told: ["working", "question/question"],
  message: /Which colour shall it be\?/,
};
// The plan is a file, whose name Claude Code tells its model.
const plan = [
  use("Write", { file_path: PLAN_FILE, content: "# The plan\n\n1. Do it\n" }),
  use("ExitPlanMode", {}),
];
const proposed = {
  do: { type: "plan it" },
  see: /Would you like to proceed\?/,
  told: ["working", "question/plan"],
};

/** What the person is asked. */
export const dialogs = {
  granted: {
    script,
    steps: [
      opened,
      shown,
      { do: { choose: /Yes$/ }, starts: "made", see: BUSY, told: ["working"] },
      { see: /It is made/, told: ["attention/turn_done"] },
      leaves,
    ],
  },
  // Two in one answer: the second one's dialog comes up once the first tool has run.
  "two-permissions": {
    script: {
      "make two": [together(bash("touch made && sleep 2"), bash("touch more")), say("Both made.")],
    },
    steps: [
      opened,
      {
        do: { type: "make two" },
        see: DIALOG,
        told: ["working", "question/permission"],
        message: /touch made && sleep 2/,
      },
      { do: { choose: /Yes$/ }, see: BUSY, told: ["working"] },
      { see: DIALOG, told: ["question/permission"], message: /touch more/ },
      { do: { choose: /Yes$/ }, see: /Both made/, told: ["working", "attention/turn_done"] },
      leaves,
    ],
  },
  denied: {
    script,
    steps: [
      opened,
      shown,
      { do: { choose: /No\b/ }, see: /Interrupted/, told: ["attention/interrupted"] },
      leaves,
    ],
  },
  "permission-esc": {
    script,
    steps: [
      opened,
      shown,
      { do: { press: ["Escape"] }, see: /Interrupted/, told: ["attention/interrupted"] },
      leaves,
    ],
  },
  question: {
    script: { "ask me": [question, count("Noted", 4)] },
    steps: [
      opened,
      asked,
      { do: { press: ["Enter"] }, see: /Noted 1/, told: ["working"] },
      { see: /Noted.* 4,/, told: ["attention/turn_done"] },
      leaves,
    ],
  },
  "question-esc": {
    script: { "ask me": [question, count("Noted", 4)] },
    steps: [
      opened,
      asked,
      { do: { press: ["Escape"] }, see: /Declined to answer/, told: ["attention/interrupted"] },
      leaves,
    ],
  },
  plan: {
    args: ["--permission-mode", "plan"],
    script: { "plan it": [...plan, count("Planned", 4)] },
    steps: [
      opened,
      proposed,
      { do: { press: ["Enter"] }, see: /Planned 1/, told: ["working"] },
      { see: /Planned.* 4,/, told: ["attention/turn_done"] },
      leaves,
    ],
  },
  "plan-esc": {
    args: ["--permission-mode", "plan"],
    script: { "plan it": [...plan, count("Planned", 4)] },
    steps: [
      opened,
      proposed,
      { do: { press: ["Escape"] }, see: /Rejected Claude's plan/, told: ["attention/interrupted"] },
      leaves,
    ],
  },
} satisfies Record<string, Scenario>;
