import { absentBut } from "../../common/absent.ts";
import { count, say } from "../../models/script.ts";
import type { Step } from "../../scenario.ts";

const PROMPT = /^>\s*$/m;
const opened: Step = { do: { start: [] }, see: PROMPT, told: [] };
const script = { "greet me": [say("Good morning.")], "greet again": [count("Good evening", 6)] };
/** It is first heard of when it waits for the first time after a prompt. */
const greeted: Step = {
  do: { type: "greet me" },
  see: /Good morning[\s\S]*^>\s*$/m,
  told: ["attention/turn_done"],
};

export const scenarios = absentBut("it tells only that it waits for its person", {
  "two-turns": {
    script,
    untold: "Aider runs one command when it waits, and none when it goes on",
    steps: [
      opened,
      greeted,
      {
        do: { type: "greet again" },
        see: /Good evening.* 6,[\s\S]*^>\s*$/m,
        told: ["working", "attention/turn_done"],
      },
    ],
  },
  quit: {
    script,
    steps: [
      opened,
      greeted,
      { do: { type: "/exit" }, ends: true, told: ["closed/process_exited"] },
    ],
  },
  killed: {
    script,
    steps: [
      opened,
      greeted,
      { do: { signal: "SIGKILL" }, ends: true, told: ["closed/process_exited"] },
    ],
  },
  "pane-closed": {
    script,
    steps: [opened, greeted, { do: { close: true }, ends: true, told: ["closed/process_exited"] }],
  },
});
