import { absentBut } from "../../common/absent.ts";
import { headless } from "../../common/lives.ts";
import { count, fail, say, use } from "../../models/script.ts";
import type { Step } from "../../scenario.ts";

const MODEL = ["exec", "-m", "custom:scripted"];
const executes = use("Execute", {
  command: "sleep 5; echo slept",
  summary: "a step of the script",
  riskLevel: "low",
  riskLevelReason: "it sleeps",
  timeout: 60,
});
/** Only so does it print anything before its end. */
const PRINTS = [...MODEL, "-o", "stream-json"];
const BEGUN = /"type":"message","role":"user"|"subtype":"init"/;
const runs = (args: readonly string[], end: string): Step => ({
  do: { run: [...MODEL, ...args] },
  ends: true,
  told: ["attention/started?", "working", end, "closed/ended"],
});

export const scenarios = absentBut("its terminal wants a login", {
  headless: headless([...MODEL, "count to ten"]),
  "headless-tool": {
    script: { "wait a while": [executes, say("It is done.")] },
    steps: [runs(["--auto", "high", "wait a while"], "attention/turn_done")],
  },
  error: {
    script: { "fail please": [fail(400)] },
    steps: [runs(["fail please"], "attention/error")],
  },
  // Two in one folder, one beside the other.
  "two-sessions": {
    script: { "count a while": [count("Counting", 50)], "greet me": [say("Good morning.")] },
    steps: [
      {
        do: { run: [...PRINTS, "count a while"] },
        see: BEGUN,
        told: ["attention/started?", "working"],
      },
      {
        do: { run: [...MODEL, "greet me"] },
        pane: "second",
        ends: true,
        told: ["2 attention/started?", "2 working", "2 attention/turn_done", "2 closed/ended"],
      },
      { ends: true, told: ["attention/turn_done", "closed/ended"] },
    ],
  },
  killed: {
    script: { "count to the end": [count("Counting")] },
    steps: [
      {
        do: { run: [...PRINTS, "count to the end"] },
        see: BEGUN,
        told: ["attention/started?", "working"],
        staysSeconds: 3,
      },
      { do: { signal: "SIGKILL" }, ends: true, told: ["closed/process_exited"] },
    ],
  },
});
