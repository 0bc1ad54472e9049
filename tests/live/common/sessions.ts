import { count, say } from "../models/script.ts";
import type { Scenario } from "../scenario.ts";
import { asks, countsOn, type Dialect, first, leaves, ofSession } from "./dialect.ts";

const greet = { "greet me": [say("Good morning.")] };
const endless = { "count to the end": [count("Counting")] };

/** How sessions meet and end. */
export function sessions(dialect: Dialect) {
  const { opened, ready, begins } = dialect;
  const left = leaves(dialect);
  const counts = first(dialect, countsOn);
  const second = { do: { start: [] }, pane: "second", see: ready };
  const atStart = begins.length === 0 ? ["attention/started"] : [];
  return {
    "two-sessions": {
      script: { ...greet, ...endless },
      steps: [
        ...opened,
        counts,
        ofSession(2, { ...second, told: atStart }),
        ofSession(2, { ...first(dialect, asks("greet me", /Good morning/)), pane: "second" }),
        ofSession(2, { ...left, pane: "second" }),
        { do: dialect.esc, see: dialect.interrupted, told: ["attention/interrupted"] },
        left,
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
        { do: { close: true }, ends: true, told: ["closed/terminal_closed?", dialect.hungUp] },
      ],
    },
    quit: {
      script: greet,
      steps: [
        ...opened,
        first(dialect, asks("greet me", /Good morning/)),
        { ...left, do: dialect.quits ?? { press: ["C-c", "C-c"] } },
      ],
    },
    stopped: {
      script: endless,
      steps: [
        ...opened.map((step) => (step.do && "start" in step.do ? inShell(step) : step)),
        counts,
        { do: { press: ["C-z"] }, see: /Stopped/, told: ["attention/stopped"], staysSeconds: 3 },
        { do: { type: "fg" }, see: /Counting/, told: ["working"] },
        { do: dialect.esc, see: dialect.interrupted, told: ["attention/interrupted"] },
      ],
    },
  } satisfies Record<string, Scenario>;
}

function inShell<Step extends object>(step: Step): Step {
  return { ...step, do: { startInShell: [] } };
}
