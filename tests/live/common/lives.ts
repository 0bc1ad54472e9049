import { count, say } from "../models/script.ts";
import type { Scenario, Step } from "../scenario.ts";
import { asks, type Dialect, first, leaves, ofSession } from "./dialect.ts";

const script = { "greet me": [say("Good morning.")], "greet again": [say("Good evening.")] };

/**
 * A new conversation in the same terminal, which ends the one before.
 * @param command what begins it.
 * @param end what is told of the one before.
 */
export function cleared(
  dialect: Dialect,
  command: string,
  see: RegExp,
  end = "closed/replaced",
): Scenario {
  const { opened, begins } = dialect;
  const begun = begins.length === 0 ? ["2 attention/started"] : [];
  return {
    script,
    steps: [
      ...opened,
      first(dialect, asks("greet me", /Good morning/)),
      // Some throw away what is typed while they make their screen anew.
      { do: { type: command }, see, told: [end, ...begun], staysSeconds: 1 },
      ofSession(2, first(dialect, asks("greet again", /Good evening/))),
      ofSession(2, leaves(dialect)),
    ],
  };
}

/** The same conversation, in another run of the agent. @param told at its start, before a prompt. */
export function resumed(
  dialect: Dialect,
  args: readonly string[],
  see: RegExp,
  told: readonly string[] = ["attention/started"],
): Scenario {
  const inPane = (step: Step): Step => ({ ...step, pane: "again" });
  const again = asks("greet again", /Good evening/);
  return {
    script,
    steps: [
      ...dialect.opened,
      first(dialect, asks("greet me", /Good morning/)),
      leaves(dialect),
      inPane({ do: { start: args }, see, told }),
      inPane(told.length === 0 ? first(dialect, again) : again),
      inPane(leaves(dialect)),
    ],
  };
}

/**
 * One prompt, answered without a terminal.
 * @param args with the prompt `count to ten`.
 * @param ended how its end is told: by its own words, or by the process being gone.
 * @param end what is told of the turn's end, which the session's follows within 0.2 s.
 */
export function headless(
  args: readonly string[],
  ended = "closed/ended",
  end = "attention/turn_done",
): Scenario {
  return {
    script: { "count to ten": [count("Counting", 10)] },
    steps: [
      {
        do: { run: args },
        ends: true,
        told: ["attention/started?", "working", end, ended],
      },
    ],
  };
}
