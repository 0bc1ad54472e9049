import { count, say } from "../../models/script.ts";
import type { Absent, Scenario, Step } from "../../scenario.ts";
import { asks, first, leaves, opened, READY, shell, trusts } from "./steps.ts";

const greet = { "greet me": [say("Good morning.")] };
const endless = { "count to the end": [count("Counting")] };
const counts: Step = first({
  do: { type: "count to the end" },
  see: /Counting 1, 2, 3/,
  told: ["working"],
});

/** How sessions begin, meet and end. */
export const sessions = (ended: string) => {
  const left = leaves(ended);
  return {
    clear: {
      script: { ...greet, "greet again": [say("Good evening.")] },
      steps: [
        ...opened,
        first(asks("greet me", /Good morning/)),
        { do: { type: "/clear" }, see: /^(?![\s\S]*Good morning)/, told: ["closed/replaced"] },
        {
          do: { type: "greet again" },
          see: /Good evening/,
          told: ["2 attention/started?", "2 working", "2 attention/turn_done"],
        },
        { do: { type: "/quit" }, ends: true, told: [`2 ${ended}`] },
      ],
    },
    resume: {
      script: { ...greet, "greet again": [say("Good evening.")] },
      steps: [
        ...opened,
        first(asks("greet me", /Good morning/)),
        left,
        { do: { start: ["resume", "--last"] }, pane: "again", see: READY, told: [] },
        first({ ...asks("greet again", /Good evening/), pane: "again" }),
        { ...left, pane: "again" },
      ],
    },
    "two-sessions": {
      script: { ...greet, ...endless },
      steps: [
        ...opened,
        counts,
        { do: { start: [] }, pane: "second", see: READY, told: [] },
        {
          do: { type: "greet me" },
          pane: "second",
          see: /Good morning/,
          told: ["2 attention/started?", "2 working", "2 attention/turn_done"],
        },
        { do: { type: "/quit" }, pane: "second", ends: true, told: [`2 ${ended}`] },
        { do: { press: ["Escape"] }, see: /interrupted/, told: ["attention/interrupted"] },
        left,
      ],
    },
    headless: {
      script: { "count to ten": [count("Counting", 10)] },
      steps: [
        // Without a terminal nobody is asked about hooks: they must have been trusted before.
        ...opened,
        { do: { type: "/quit" }, ends: true, told: [] },
        {
          do: { run: ["exec", "--skip-git-repo-check", "count to ten"] },
          pane: "headless",
          ends: true,
          told: ["attention/started", "working", "attention/turn_done", "closed/ended"],
        },
      ],
    },
    killed: {
      script: endless,
      steps: [
        ...opened,
        counts,
        { do: { signal: "SIGKILL" }, ends: true, told: ["closed/process_exited"] },
      ],
    },
    "pane-closed": {
      script: endless,
      steps: [
        ...opened,
        counts,
        { do: { close: true }, ends: true, told: ["closed/process_exited"] },
      ],
    },
    quit: {
      script: greet,
      steps: [
        ...opened,
        first(asks("greet me", /Good morning/)),
        { do: { press: ["C-c", "C-c"] }, ends: true, told: [ended] },
      ],
    },
    stopped: {
      script: endless,
      steps: [
        { do: { startInShell: [] }, see: /Hooks need review/, told: [] },
        ...trusts,
        counts,
        { do: { press: ["C-z"] }, see: /Stopped/, told: ["attention/stopped"], staysSeconds: 3 },
        { do: { type: "fg" }, see: /Counting/, told: ["working"] },
        { do: { press: ["Escape"] }, see: /interrupted/, told: ["attention/interrupted"] },
      ],
    },
    cd: {
      script: { "go there": [shell("mkdir -p sub; cd sub && pwd"), say("I am there.")] },
      steps: [...opened, first(asks("go there", /• I am there/)), left],
    },
  } satisfies Record<string, Scenario | Absent>;
};
