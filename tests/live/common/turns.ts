import { count, fail, say, silent } from "../models/script.ts";
import type { Scenario } from "../scenario.ts";
import { asks, countsOn, type Dialect, first, leaves, runs } from "./dialect.ts";

/** Turns without a question to the person. */
export function turns(dialect: Dialect) {
  const { opened, busy, esc, interrupted, begins } = dialect;
  const left = leaves(dialect);
  const stops = { do: esc, see: interrupted, told: ["attention/interrupted"] };
  return {
    start: {
      script: {},
      steps: [...opened, { ...left, told: begins.length === 0 ? left.told : [] }],
    },
    "two-turns": {
      script: { "greet me": [say("Good morning.")], "greet again": [say("Good evening.")] },
      steps: [
        ...opened,
        first(dialect, asks("greet me", /Good morning/)),
        asks("greet again", /Good evening/),
        left,
      ],
    },
    "esc-stream": {
      script: { "count to the end": [count("Counting")] },
      steps: [...opened, first(dialect, countsOn), stops, left],
    },
    "esc-silent": {
      script: { "think hard": [silent] },
      steps: [
        ...opened,
        first(dialect, {
          do: { type: "think hard" },
          see: busy,
          told: ["working"],
          staysSeconds: 2,
        }),
        stops,
        left,
      ],
    },
    "esc-tool": {
      script: { "wait a while": [(dialect.shell ?? dialect.risky)("touch made && sleep 60")] },
      steps: [...opened, ...runs(dialect, "wait a while"), stops, left],
    },
    error: {
      script: { "fail please": [fail(400)] },
      steps: [
        ...opened,
        first(dialect, {
          do: { type: "fail please" },
          see: dialect.error,
          told: ["working", "attention/error"],
        }),
        left,
      ],
    },
    queued: {
      script: { "count to ten": [count("Counting", 10)], "then greet me": [count("Greeting", 10)] },
      steps: [
        ...opened,
        first(dialect, { do: { type: "count to ten" }, see: /Counting 1, 2/, told: ["working"] }),
        { do: { type: "then greet me" }, see: /Greeting 1, 2/, told: [] },
        { see: /Greeting[\s\S]* 10,/, told: ["attention/turn_done"] },
        left,
      ],
    },
  } satisfies Record<string, Scenario>;
}
