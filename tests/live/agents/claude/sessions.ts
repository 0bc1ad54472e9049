import { count, say, together } from "../../models/script.ts";
import type { Scenario, Step } from "../../scenario.ts";
import { asks, BUSY, bash, DIALOG, helper, leaves, opened, READY } from "./steps.ts";

const greet = { "greet me": [say("Good morning.")] };
const endless = { "count to the end": [count("Counting")] };
const counts: Step = {
  do: { type: "count to the end" },
  see: /Counting 1, 2, 3/,
  told: ["working"],
};

/** How sessions begin, meet and end. */
export const sessions = {
  clear: {
    script: { ...greet, "greet again": [say("Good evening.")] },
    steps: [
      opened,
      asks("greet me", /Good morning/),
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
      { do: { type: "/exit" }, ends: true, told: ["2 closed/ended"] },
    ],
  },
  resume: {
    script: { ...greet, "greet again": [say("Good evening.")] },
    steps: [
      opened,
      asks("greet me", /Good morning/),
      leaves,
      { do: { start: ["--continue"] }, pane: "again", see: READY, told: ["attention/started"] },
      {
        do: { type: "greet again" },
        pane: "again",
        see: /Good evening/,
        told: ["working", "attention/turn_done"],
      },
      { do: { type: "/exit" }, pane: "again", ends: true, told: ["closed/ended"] },
    ],
  },
  "two-sessions": {
    script: { ...greet, ...endless },
    steps: [
      opened,
      counts,
      { do: { start: [] }, pane: "second", see: READY, told: ["2 attention/started"] },
      {
        do: { type: "greet me" },
        pane: "second",
        see: /Good morning/,
        told: ["2 working", "2 attention/turn_done"],
      },
      { do: { type: "/exit" }, pane: "second", ends: true, told: ["2 closed/ended"] },
      { do: { press: ["Escape"] }, see: /Interrupted/, told: ["attention/interrupted"] },
      leaves,
    ],
  },
  headless: {
    script: { "count to ten": [count("Counting", 10)] },
    steps: [
      {
        do: { run: ["-p", "count to ten"] },
        ends: true,
        // Nobody waits at its start for a prompt: it has one.
        told: ["working", "attention/turn_done", "closed/ended"],
      },
    ],
  },
  // Nobody can be asked: the tool is turned down without a person.
  "headless-permission": {
    script: { "make a file": [bash("touch made && sleep 1"), count("Turned down", 5)] },
    steps: [
      {
        do: { run: ["-p", "make a file"] },
        ends: true,
        told: ["working", "attention/turn_done", "closed/ended"],
      },
    ],
  },
  killed: {
    script: endless,
    steps: [
      opened,
      counts,
      { do: { signal: "SIGKILL" }, ends: true, told: ["closed/process_exited"] },
    ],
  },
  "pane-closed": {
    script: endless,
    steps: [
      opened,
      counts,
      { do: { close: true }, ends: true, told: ["closed/terminal_closed?", "closed/ended"] },
    ],
  },
  quit: {
    script: greet,
    steps: [
      opened,
      asks("greet me", /Good morning/),
      { do: { press: ["C-c", "C-c"] }, ends: true, told: ["closed/ended"] },
    ],
  },
  stopped: {
    script: endless,
    steps: [
      { do: { startInShell: [] }, see: READY, told: ["attention/started"] },
      counts,
      { do: { press: ["C-z"] }, see: /Stopped/, told: ["attention/stopped"], staysSeconds: 3 },
      { do: { type: "fg" }, see: /Counting/, told: ["working"] },
      { do: { press: ["Escape"] }, see: /Interrupted/, told: ["attention/interrupted"] },
    ],
  },
  // Its record still says that it waits for an answer.
  "stopped-dialog": {
    script: { "make a file": [bash("touch made && sleep 4"), say("It is made.")] },
    steps: [
      { do: { startInShell: [] }, see: READY, told: ["attention/started"] },
      { do: { type: "make a file" }, see: DIALOG, told: ["working", "question/permission"] },
      { do: { press: ["C-z"] }, see: /Stopped/, told: ["attention/stopped"], staysSeconds: 3 },
      { do: { type: "fg" }, see: DIALOG, told: ["question/permission"] },
      { do: { choose: /Yes$/ }, see: BUSY, told: ["working"] },
      { see: /It is made/, told: ["attention/turn_done"] },
      leaves,
    ],
  },
  // What it did beneath the dialog it does again.
  "stopped-subagent-dialog": {
    script: {
      "send a helper": [helper("write it down"), say("It is under way."), count("It has ended", 8)],
      "write it down": [
        together(count("Thinking", 8), bash("touch noted && sleep 4")),
        say("Written."),
      ],
    },
    steps: [
      { do: { startInShell: [] }, see: READY, told: ["attention/started"] },
      {
        do: { type: "send a helper" },
        see: DIALOG,
        told: ["working", "working/background", "question/permission"],
      },
      { do: { press: ["C-z"] }, see: /Stopped/, told: ["attention/stopped"], staysSeconds: 3 },
      { do: { type: "fg" }, see: DIALOG, told: ["question/permission"], staysSeconds: 2 },
      {
        do: { choose: /Yes$/ },
        see: /^(?![\s\S]*Do you want to proceed)/,
        told: ["working/background"],
      },
      { see: /It has ended[\s\S]* 8,/, told: ["working", "attention/turn_done"] },
      leaves,
    ],
  },
  cd: {
    script: { "go there": [bash("mkdir -p sub; cd sub && pwd"), say("I am there.")] },
    steps: [
      opened,
      { do: { type: "go there" }, see: DIALOG, told: ["working", "question/permission"] },
      { do: { choose: /Yes$/ }, see: /I am there/, told: ["working", "attention/turn_done"] },
      leaves,
    ],
  },
} satisfies Record<string, Scenario>;
