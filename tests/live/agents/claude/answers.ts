import { count, say, together, use } from "../../models/script.ts";
import type { Scenario, Step } from "../../scenario.ts";
import { BUSY, bash, DIALOG, helper, leaves, opened } from "./steps.ts";

const GONE = /^(?![\s\S]*Do you want to proceed)/;
const script = { "make a file": [bash("touch made && sleep 6"), say("It is made.")] };
const shown: Step = {
  do: { type: "make a file" },
  see: DIALOG,
  told: ["working", "question/permission"],
  message: /touch made && sleep 6/,
};
const made: Step = { see: /It is made/, told: ["attention/turn_done"] };

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

/** A person answers at the hub what the dialog asks. */
export const answers = {
  "answer-allow": {
    answers: true,
    script,
    steps: [
      opened,
      shown,
      { do: { answer: "allow" }, starts: "made", see: BUSY, told: ["working"] },
      { see: GONE, told: [] },
      made,
      leaves,
    ],
  },
  "answer-deny": {
    answers: true,
    script: { "make a file": [bash("touch made"), count("So be it", 4)] },
    steps: [
      opened,
      { ...shown, message: /touch made/ },
      {
        do: { answer: "deny", message: "not in this folder" },
        see: /not in this folder/,
        told: ["working"],
      },
      { see: /So be it.* 4,/, told: ["attention/turn_done"] },
      leaves,
    ],
  },
  "answer-option": {
    answers: true,
    script: { "ask me": [question, count("Noted", 4)] },
    steps: [
      opened,
      {
        do: { type: "ask me" },
        see: /Which colour shall it be\?/,
        told: ["working", "question/question"],
      },
      { do: { answer: { option: "Blue" } }, see: /Noted 1/, told: ["working"] },
      { see: /Blue/, told: [] },
      { see: /Noted.* 4,/, told: ["attention/turn_done"] },
      leaves,
    ],
  },
  "answer-both": {
    answers: true,
    script,
    steps: [
      opened,
      shown,
      { do: { answer: "allow", press: ["1"], comes: "any" }, see: BUSY, told: ["working"] },
      made,
      leaves,
    ],
  },
  "answer-notification": {
    answers: true,
    script,
    steps: [
      opened,
      { do: { click: "allow" }, told: [] },
      shown,
      { see: GONE, told: ["working"] },
      made,
      leaves,
    ],
  },
  "answer-terminal-first": {
    answers: true,
    script,
    steps: [opened, shown, { do: { choose: /Yes$/ }, see: BUSY, told: ["working"] }, made, leaves],
  },
  "answer-terminal-no": {
    answers: true,
    script,
    steps: [
      opened,
      shown,
      { do: { choose: /No\b/ }, see: /Interrupted/, told: ["attention/interrupted"] },
      leaves,
    ],
  },
  "answer-esc": {
    answers: true,
    script,
    steps: [
      opened,
      shown,
      { do: { press: ["Escape"] }, see: /Interrupted/, told: ["attention/interrupted"] },
      leaves,
    ],
  },
  "answer-hub-upgraded": {
    answers: true,
    script,
    steps: [
      opened,
      shown,
      { do: { hub: "upgrade" }, see: DIALOG, told: [] },
      { do: { choose: /Yes$/ }, see: BUSY, told: ["working"] },
      made,
      leaves,
    ],
  },
  // Who follows the hub is told again by the next one, which the next hook starts.
  "answer-hub-killed": {
    answers: true,
    script,
    steps: [
      opened,
      shown,
      { do: { hub: "kill" }, see: DIALOG, told: [] },
      { do: { choose: /Yes$/ }, see: BUSY, told: [] },
      { see: /It is made/, told: ["working?", "attention/turn_done"] },
      leaves,
    ],
  },
  // Nobody is asked under -p, and Claude Code would wait for a hook that stays.
  "answer-headless": {
    answers: true,
    script: { "make a file": [bash("touch made && sleep 1"), count("Turned down", 5)] },
    steps: [
      {
        do: { run: ["-p", "make a file"] },
        ends: true,
        told: ["working", "attention/turn_done", "closed/ended"],
      },
    ],
  },
  // Two at once: the main thread's is answered here, the subagent's in the terminal.
  "answer-two": {
    answers: true,
    script: {
      "send a helper": [
        helper("write it down"),
        bash("touch made && sleep 6"),
        say("It is under way."),
        count("It has ended", 8),
      ],
      "write it down": [
        together(count("Thinking", 12), bash("touch noted && sleep 9")),
        say("Written."),
      ],
    },
    steps: [
      opened,
      {
        do: { type: "send a helper" },
        see: DIALOG,
        told: ["working", "question/permission"],
        message: /touch made && sleep 6/,
        staysSeconds: 6,
      },
      {
        do: { answer: "allow", of: /touch made/ },
        starts: "made",
        see: /touch noted/,
        told: [],
        rings: ["question/permission"],
      },
      { do: { choose: /Yes$/ }, see: GONE, told: ["working"] },
      { see: /It is under way/, told: ["working/background"] },
      { see: /It has ended 1,/, told: ["working"] },
      { see: /It has ended.* 8,/, told: ["attention/turn_done"], staysSeconds: 3 },
      leaves,
    ],
  },
  // For a subagent's hook Claude Code waits before it shows the dialog: nobody stays.
  "answer-subagent": {
    answers: true,
    script: {
      "send a helper": [helper("write it down"), say("It is under way."), count("It has ended", 8)],
      "write it down": [
        together(count("Thinking", 8), bash("touch noted && sleep 4")),
        say("Written."),
      ],
    },
    steps: [
      opened,
      {
        do: { type: "send a helper" },
        see: /It is under way/,
        told: ["working", "working/background"],
      },
      { see: DIALOG, told: ["question/permission"], message: /touch noted && sleep 4/ },
      { do: { choose: /Yes$/ }, see: GONE, told: ["working/background"] },
      { see: /It has ended 1,/, told: ["working"] },
      { see: /It has ended.* 8,/, told: ["attention/turn_done"], staysSeconds: 3 },
      leaves,
    ],
  },
} satisfies Record<string, Scenario>;
