import { type Answer, count, say } from "../../models/script.ts";
import type { Scenario, Step } from "../../scenario.ts";
import { BUSY, DIALOG, first, leaves, opened, READY, risky } from "./steps.ts";

const GONE = /^(?![\s\S]*Yes, proceed)/;
const script = { "make a file": [risky("touch made && sleep 6"), say("It is made.")] };
const shown = first({
  do: { type: "make a file" },
  see: DIALOG,
  told: ["working", "question/permission"],
  message: /touch made/,
});
const made: Step = { see: /• It is made/, told: ["attention/turn_done"] };
const yes: Step = { do: { press: ["y"] }, see: BUSY, told: ["working"] };

/** A new file, for which the person is asked where its sandbox only reads. */
const change = (): Answer => {
  const patch = "*** Begin Patch\n*** Add File: note.txt\n+hello\n*** End Patch\n";
  const text = `const r = await tools.apply_patch(${JSON.stringify(patch)}); text(JSON.stringify(r))`;
  return { ...say(""), calls: [{ name: "exec", isCustom: true, input: { text } }] };
};

/** A person answers at the hub what the dialog asks: the app-server takes it from a second client. */
export const answers = (ended: string) => {
  const scenario = (...steps: readonly Step[]): Scenario => ({
    answers: true,
    script,
    steps: [...opened, ...steps, leaves(ended)],
  });
  return {
    "answer-allow": scenario(
      shown,
      { do: { answer: "allow" }, starts: "made", see: GONE, told: ["working"] },
      made,
    ),
    "answer-deny": {
      ...scenario(
        shown,
        {
          do: { answer: "deny", message: "not in this folder" },
          see: /› not in this folder/,
          told: ["working"],
        },
        { see: /So be it.* 8,/, told: ["attention/turn_done"] },
      ),
      script: { "make a file": [risky("touch made"), count("So be it", 8)] },
    },
    "answer-deny-plainly": scenario(shown, {
      do: { answer: "deny" },
      see: /interrupted/,
      told: ["working?", "attention/interrupted"],
    }),
    "answer-change": {
      ...scenario(
        first({
          do: { type: "make a file" },
          see: /Yes, proceed/,
          told: ["working", "question/permission"],
        }),
        { do: { answer: "allow", of: /\+?hello/ }, see: GONE, told: ["working"] },
        { see: /It is made.* 4,/, told: ["attention/turn_done"] },
      ),
      script: { "make a file": [change(), count("It is made", 4)] },
      args: ["--sandbox", "read-only"],
    },
    "answer-both": scenario(
      shown,
      { do: { answer: "allow", press: ["y"], comes: "any" }, see: BUSY, told: ["working"] },
      made,
    ),
    "answer-terminal-first": scenario(shown, yes, made),
    "answer-terminal-no": scenario(shown, {
      do: { choose: /No,/ },
      see: /interrupted/,
      told: ["attention/interrupted"],
    }),
    "answer-hub-upgraded": scenario(
      shown,
      { do: { hub: "upgrade" }, see: DIALOG, told: [] },
      yes,
      made,
    ),
    "answer-hub-killed": scenario(
      shown,
      { do: { hub: "kill" }, see: DIALOG, told: [] },
      { ...yes, told: [] },
      { ...made, told: ["working?", "attention/turn_done"] },
    ),
    // A daemon listens that does not run the thread: it is left alone.
    "answer-no-daemon": {
      answers: true,
      script,
      steps: [
        ...opened,
        { do: { type: "/quit" }, ends: true, told: [] },
        { do: { start: ["--no-daemon"] }, pane: "again", see: READY, told: [] },
        { ...shown, pane: "again", staysSeconds: 3 },
        { do: { press: ["y"] }, pane: "again", see: BUSY, told: [] },
        {
          see: /• It is made/,
          pane: "again",
          told: ["working?", "attention/turn_done"],
        },
        { do: { type: "/quit" }, pane: "again", ends: true, told: ["closed/ended"] },
      ],
    },
  } satisfies Record<string, Scenario>;
};
