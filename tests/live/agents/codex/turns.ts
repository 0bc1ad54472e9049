import { count, fail, say, silent } from "../../models/script.ts";
import type { Scenario } from "../../scenario.ts";
import { asks, BUSY, first, leaves, opened, shell } from "./steps.ts";

/** Turns without a question to the person. */
export const turns = (ended: string) => {
  const left = leaves(ended);
  return {
    // Nothing is told before the first prompt: Codex begins a session with it.
    start: { script: {}, steps: [...opened, { do: { type: "/quit" }, ends: true, told: [] }] },
    "two-turns": {
      script: { "greet me": [say("Good morning.")], "greet again": [say("Good evening.")] },
      steps: [
        ...opened,
        first(asks("greet me", /Good morning/)),
        asks("greet again", /Good evening/),
        left,
      ],
    },
    "esc-stream": {
      script: { "count to the end": [count("Counting")] },
      steps: [
        ...opened,
        first({ do: { type: "count to the end" }, see: /Counting 1, 2, 3/, told: ["working"] }),
        { do: { press: ["Escape"] }, see: /interrupted/, told: ["attention/interrupted"] },
        left,
      ],
    },
    "esc-silent": {
      script: { "think hard": [silent] },
      steps: [
        ...opened,
        first({ do: { type: "think hard" }, see: BUSY, told: ["working"], staysSeconds: 2 }),
        {
          do: { press: ["Escape"] },
          see: /^(?![\s\S]*esc to interrupt)/,
          told: ["attention/interrupted"],
        },
        { do: { press: ["C-c", "C-c", "C-c"] }, ends: true, told: [ended] },
      ],
    },
    "esc-tool": {
      script: { "wait a while": [shell("sleep 60")] },
      steps: [
        ...opened,
        first({ do: { type: "wait a while" }, see: BUSY, told: ["working"], staysSeconds: 4 }),
        { do: { press: ["Escape"] }, see: /interrupted/, told: ["attention/interrupted"] },
        left,
      ],
    },
    error: {
      script: { "fail please": [fail(400)] },
      steps: [
        ...opened,
        first({
          do: { type: "fail please" },
          see: /scripted error 400/,
          told: ["working", "attention/error"],
        }),
        left,
      ],
    },
    queued: {
      script: { "count to ten": [count("Counting", 10)], "then greet me": [count("Greeting", 10)] },
      steps: [
        ...opened,
        first({ do: { type: "count to ten" }, see: /Counting 1, 2/, told: ["working"] }),
        { do: { type: "then greet me" }, see: /Greeting 1, 2/, told: [] },
        { see: /Greeting[\s\S]* 10,/, told: ["attention/turn_done"] },
        left,
      ],
    },
  } satisfies Record<string, Scenario>;
};
