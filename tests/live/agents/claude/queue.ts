import { count, say } from "../../models/script.ts";
import type { Scenario, Step } from "../../scenario.ts";
import { asks, BUSY, bash, leaves, opened } from "./steps.ts";

const works = (prompt: string): Step => ({
  do: { type: prompt },
  see: BUSY,
  told: ["working"],
  staysSeconds: 1,
});

/** What a person types while it works, or beside its turns. */
export const queue = {
  queued: {
    script: {
      // Long enough that the second prompt is typed before it is over.
      "count far": [count("Counting", 60)],
      "then greet me": [count("Greeting", 10), say("unused")],
    },
    steps: [
      opened,
      { do: { type: "count far" }, see: /Counting 1, 2/, told: ["working"] },
      { do: { type: "then greet me" }, see: /Greeting 1, 2/, told: [] },
      { see: /Greeting[\s\S]* 10,/, told: ["attention/turn_done"] },
      leaves,
    ],
  },
  // The turn that runs takes the prompt in, and no other one follows.
  "queued-taken-in": {
    script: {
      "wait a while": [bash("sleep 5"), count("Steering", 12)],
      "then greet me": [say("unused")],
    },
    steps: [
      opened,
      works("wait a while"),
      { do: { type: "then greet me" }, see: /Steering[\s\S]* 12,/, told: ["attention/turn_done"] },
      leaves,
    ],
  },
  // Two prompts begin one turn.
  "queued-two": {
    script: {
      "count far": [count("Counting", 25)],
      "greet one": [say("unused")],
      "greet two": [count("Greeting", 8)],
    },
    steps: [
      opened,
      works("count far"),
      { do: { type: "greet one" }, told: [], staysSeconds: 1 },
      { do: { type: "greet two" }, see: /Greeting[\s\S]* 8,/, told: ["attention/turn_done"] },
      leaves,
    ],
  },
  "queued-esc": {
    script: { "count far": [count("Counting", 60)], "greet one": [count("Greeting", 8)] },
    steps: [
      opened,
      works("count far"),
      { do: { type: "greet one" }, told: [], staysSeconds: 1 },
      {
        do: { press: ["Escape"] },
        see: /Greeting[\s\S]* 8,/,
        told: ["attention/turn_done"],
      },
      leaves,
    ],
  },
  "queued-compact": {
    script: { "greet me": [say("Good morning.")], "count far": [count("Counting", 25)] },
    steps: [
      opened,
      asks("greet me", /Good morning/),
      works("count far"),
      {
        do: { type: "/compact" },
        see: /Compacted/,
        told: ["working/compacting", "attention/turn_done"],
      },
      leaves,
    ],
  },
  // A command of the person's own, whose output its model is then told.
  "own-command": {
    script: { "greet me": [say("Good morning.")] },
    steps: [
      opened,
      asks("greet me", /Good morning/),
      { do: { press: ["!"] }, told: [] },
      { do: { type: "sleep 4; echo finished$((1+1))" }, see: BUSY, told: ["working"] },
      { see: /finished2/, told: ["attention/turn_done"] },
      leaves,
    ],
  },
} satisfies Record<string, Scenario>;
