import { count, say, together, use } from "../../models/script.ts";
import type { Absent, Scenario, Step } from "../../scenario.ts";
import {
  asks,
  BUSY,
  collaborate,
  DIALOG,
  first,
  leaves,
  opened,
  READY,
  risky,
  shell,
} from "./steps.ts";

const script = { "make a file": [risky("touch made && sleep 6"), say("It is made.")] };
const shown = first({
  do: { type: "make a file" },
  see: DIALOG,
  told: ["working", "question/permission"],
  message: /touch made && sleep 6/,
});
const question = use("request_user_input", {
  questions: [
    {
      id: "colour",
      header: "Colour",
      question: "Which colour shall it be?",
      options: [
        { label: "Red", description: "the warm one" },
        { label: "Blue", description: "the cold one" },
      ],
    },
  ],
});
const greet = { "greet me": [say("Good morning.")] };
/** Only in plan mode does Codex let its model ask; it takes the key once it has had a turn. */
const plans: readonly Step[] = [
  { ...first(asks("greet me", /• Good morning/)), staysSeconds: 2 },
  { do: { press: ["BTab"] }, see: /Plan mode/, told: [] },
];
const helper = (message: string) =>
  collaborate("spawn_agent", { task_name: "helper", message, fork_turns: "none" });
const waits = collaborate("wait_agent", { timeout_ms: 60_000 });
const interrupts = (see: RegExp): Step => ({
  do: { press: ["Escape"] },
  see,
  told: ["attention/interrupted"],
});

/** What the person is asked, and what works beside the main thread. */
export const dialogs = (ended: string) => {
  const left = leaves(ended);
  return {
    granted: {
      script,
      steps: [
        ...opened,
        shown,
        { do: { press: ["y"] }, see: BUSY, told: ["working"] },
        { see: /• It is made/, told: ["attention/turn_done"] },
        left,
      ],
    },
    denied: {
      script,
      steps: [
        ...opened,
        shown,
        { do: { choose: /No,/ }, see: /interrupted/, told: ["attention/interrupted"] },
        left,
      ],
    },
    "permission-esc": { script, steps: [...opened, shown, interrupts(/interrupted/), left] },
    "auto-review": {
      script,
      steps: [
        ...opened,
        { do: { type: "/quit" }, ends: true, told: [] },
        { do: { start: ["--approve-for-me"] }, pane: "again", see: READY, told: [] },
        {
          ...first({
            do: { type: "make a file" },
            see: /• It is made/,
            told: ["working", "attention/turn_done"],
          }),
          pane: "again",
        },
        { do: { type: "/quit" }, pane: "again", ends: true, told: ["closed/ended"] },
      ],
    },
    question: {
      script: { ...greet, "ask me": [question, count("Noted", 4)] },
      steps: [
        ...opened,
        ...plans,
        {
          do: { type: "ask me" },
          see: /1\. Red/,
          told: ["working", "question/question"],
          message: /Which colour shall it be\?/,
        },
        { do: { press: ["Enter"] }, see: /Noted 1/, told: ["working"] },
        { see: /Noted.* 4,/, told: ["attention/turn_done"] },
        left,
      ],
    },
    "question-esc": {
      script: { ...greet, "ask me": [question, count("Noted", 4)] },
      steps: [
        ...opened,
        ...plans,
        { do: { type: "ask me" }, see: /1\. Red/, told: ["working", "question/question"] },
        interrupts(/interrupted/),
        left,
      ],
    },
    plan: {
      script: {
        ...greet,
        "plan it": [say("<proposed_plan>\n# The plan\n- one\n</proposed_plan>")],
        "Implement the plan": [count("Done so far", 4)],
      },
      steps: [
        ...opened,
        ...plans,
        {
          do: { type: "plan it" },
          see: /Implement this plan\?/,
          told: ["working", "question/plan"],
        },
        { do: { press: ["Enter"] }, see: /Done so far 1/, told: ["working"] },
        { see: /Done so far.* 4,/, told: ["attention/turn_done"] },
        left,
      ],
    },
    // A terminal that runs on wakes nobody: the turn is simply done.
    background: {
      script: {
        "start a server": [shell("sleep 12", { yield_time_ms: 500 }), say("It is under way.")],
      },
      steps: [
        ...opened,
        first({
          do: { type: "start a server" },
          see: /It is under way/,
          told: ["working", "attention/turn_done"],
          staysSeconds: 8,
        }),
        left,
      ],
    },
    subagent: {
      script: {
        "send a helper": [helper("survey the folder"), waits, say("All is reported.")],
        "survey the folder": [
          together(count("Surveying", 12), shell("echo surveyed")),
          say("Done."),
        ],
      },
      steps: [
        ...opened,
        first({
          do: { type: "send a helper" },
          see: /• All is reported/,
          told: ["working", "attention/turn_done"],
        }),
        left,
      ],
    },
    "subagent-denied": {
      script: {
        "send a helper": [helper("write it down"), waits, say("All is reported.")],
        "write it down": [together(count("Thinking", 4), risky("touch noted")), say("Written.")],
      },
      steps: [
        ...opened,
        first({
          do: { type: "send a helper" },
          see: DIALOG,
          told: ["working", "question/permission"],
        }),
        {
          do: { press: ["Escape"] },
          see: /^(?![\s\S]*Yes, proceed)/,
          told: ["working"],
          staysSeconds: 3,
        },
        interrupts(/interrupted/),
        left,
      ],
    },
    "subagent-permission": {
      script: {
        "send a helper": [helper("write it down"), waits, say("All is reported.")],
        "write it down": [
          together(count("Thinking", 4), risky("touch noted && sleep 4")),
          say("Written."),
        ],
      },
      steps: [
        ...opened,
        first({
          do: { type: "send a helper" },
          see: DIALOG,
          told: ["working", "question/permission"],
          message: /touch noted && sleep 4/,
        }),
        { do: { press: ["y"] }, see: /^(?![\s\S]*Yes, proceed)/, told: ["working"] },
        { see: /• All is reported/, told: ["attention/turn_done"] },
        left,
      ],
    },
  } satisfies Record<string, Scenario | Absent>;
};
