import { asks, first, leaves, withoutDialog } from "../../common/dialect.ts";
import { dialogs } from "../../common/dialogs.ts";
import { sessions } from "../../common/sessions.ts";
import { turns } from "../../common/turns.ts";
import { count, say, together, use } from "../../models/script.ts";
import type { Scenarios, Step } from "../../scenario.ts";
import { dialect } from "./glyphs.ts";

const { opened } = dialect;
const left = leaves(dialect);
const question = use("ask_user", {
  questions: [
    {
      question: "Which colour shall it be?",
      header: "Colour",
      type: "choice",
      options: [
        { label: "Red", description: "the warm one" },
        { label: "Blue", description: "the cold one" },
      ],
    },
  ],
});
const asked: Step = first(dialect, {
  do: { type: "ask me" },
  see: /1\. +Red/,
  told: ["working", "question/question"],
  message: /Which colour shall it be\?/,
});
const helper = (prompt: string) => use("invoke_agent", { agent_name: "generalist", prompt });

export const scenarios: Scenarios = {
  ...turns(dialect),
  ...dialogs(dialect),
  ...sessions(dialect),
  question: {
    script: { "ask me": [question, count("Noted", 4)] },
    steps: [
      ...opened,
      asked,
      { do: { press: ["Enter"] }, see: /Noted 1/, told: ["working"] },
      { see: /Noted.* 4,/, told: ["attention/turn_done"] },
      left,
    ],
  },
  "question-esc": {
    script: { "ask me": [question, count("Noted", 4)] },
    steps: [
      ...opened,
      asked,
      { do: { press: ["Escape"] }, see: dialect.interrupted, told: ["attention/interrupted"] },
      left,
    ],
  },
  plan: {
    script: {
      "plan it": [use("enter_plan_mode", { reason: "it is large" }), count("Planning", 4)],
    },
    steps: [
      ...opened,
      first(dialect, {
        do: { type: "plan it" },
        see: /Enter Plan Mode|plan mode\?/i,
        told: ["working", "question/permission"],
      }),
      { do: { press: ["Enter"] }, see: /Planning 1/, told: ["working"] },
      { see: /Planning.* 4,/, told: ["attention/turn_done"] },
      left,
    ],
  },
  background: { absent: "a command that its model starts is waited for" },
  subagent: {
    script: {
      "send a helper": [helper("survey the folder"), say("All is reported.")],
      "survey the folder": [
        together(count("Surveying", 12), use("list_directory", { dir_path: "." })),
        use("complete_task", { result: { response: "Surveyed." } }),
      ],
    },
    steps: [...opened, first(dialect, asks("send a helper", /All is reported/)), left],
  },
  "subagent-permission": {
    script: {
      "send a helper": [helper("write it down"), say("All is reported.")],
      "write it down": [
        together(count("Thinking", 4), dialect.risky("touch noted && sleep 4")),
        use("complete_task", { result: { response: "Written." } }),
      ],
    },
    steps: [
      ...opened,
      first(dialect, {
        do: { type: "send a helper" },
        see: dialect.dialog,
        told: ["working", "question/permission"],
        message: /touch noted && sleep 4/,
      }),
      { do: dialect.grant, see: withoutDialog(dialect.dialog), told: ["working"] },
      { see: /All is reported/, told: ["attention/turn_done"] },
      left,
    ],
  },
  clear: {
    script: { "greet me": [say("Good morning.")], "greet again": [say("Good evening.")] },
    steps: [
      ...opened,
      first(dialect, asks("greet me", /Good morning/)),
      {
        do: { type: "/clear" },
        see: /^(?![\s\S]*Good morning)/,
        told: ["closed/replaced", "2 attention/started"],
      },
      {
        do: { type: "greet again" },
        see: /Good evening/,
        told: ["2 working", "2 attention/turn_done"],
      },
      { do: { type: "/quit" }, ends: true, told: ["2 closed/ended"] },
    ],
  },
  resume: {
    script: { "greet me": [say("Good morning.")], "greet again": [say("Good evening.")] },
    steps: [
      ...opened,
      first(dialect, asks("greet me", /Good morning/)),
      left,
      {
        do: { start: ["--resume", "latest"] },
        pane: "again",
        see: /Good morning[\s\S]*Type your/,
        told: ["attention/started"],
      },
      { ...asks("greet again", /Good evening/), pane: "again" },
      { ...left, pane: "again" },
    ],
  },
  headless: {
    script: { "count to ten": [count("Counting", 10)] },
    steps: [
      {
        do: { run: ["-p", "count to ten"] },
        ends: true,
        told: ["attention/started", "working", "attention/turn_done", "closed/ended"],
      },
    ],
  },
};
