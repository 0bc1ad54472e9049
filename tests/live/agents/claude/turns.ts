import { count, fail, say, silent } from "../../models/script.ts";
import type { Scenario } from "../../scenario.ts";
import { asks, BUSY, bash, DIALOG, leaves, opened } from "./steps.ts";

const last = say("All are taken.");

/** Turns without a question to the person. */
export const turns = {
  start: { script: {}, steps: [opened, leaves] },
  "two-turns": {
    script: { "greet me": [say("Good morning.")], "greet again": [say("Good evening.")] },
    steps: [opened, asks("greet me", /Good morning/), asks("greet again", /Good evening/), leaves],
  },
  // Hooks run before and after every tool, and its person sees none of that.
  steps: {
    script: { "take ten steps": [...Array.from({ length: 10 }, () => bash("echo taken")), last] },
    steps: [
      opened,
      { ...asks("take ten steps", /All are taken/), never: /running (Pre|Post)\w+ hook/i },
      leaves,
    ],
  },
  "esc-stream": {
    script: { "count to the end": [count("Counting")] },
    steps: [
      opened,
      { do: { type: "count to the end" }, see: /Counting 1, 2, 3/, told: ["working"] },
      { do: { press: ["Escape"] }, see: /Interrupted/, told: ["attention/interrupted"] },
      leaves,
    ],
  },
  "esc-silent": {
    script: { "think hard": [silent] },
    steps: [
      opened,
      { do: { type: "think hard" }, see: BUSY, told: ["working"], staysSeconds: 2 },
      // Nothing is left on the screen but the prompt, back in its line.
      {
        do: { press: ["Escape"] },
        see: /^(?![\s\S]*esc to interrupt)[\s\S]*❯\sthink hard/,
        told: ["attention/interrupted"],
      },
      { do: { press: ["C-c", "C-c", "C-c"] }, ends: true, told: ["closed/ended"] },
    ],
  },
  "esc-tool": {
    script: { "make a file": [bash("touch made && sleep 60")] },
    steps: [
      opened,
      { do: { type: "make a file" }, see: DIALOG, told: ["working", "question/permission"] },
      { do: { choose: /Yes$/ }, see: BUSY, told: ["working"], staysSeconds: 3 },
      { do: { press: ["Escape"] }, see: /Interrupted/, told: ["attention/interrupted"] },
      leaves,
    ],
  },
  error: {
    script: { "fail please": [fail(400)] },
    steps: [
      opened,
      { do: { type: "fail please" }, see: /API Error/, told: ["working", "attention/error"] },
      leaves,
    ],
  },
} satisfies Record<string, Scenario>;
