import { type Answer, count, say } from "../models/script.ts";
import type { Scenario, Step } from "../scenario.ts";
import { type Dialect, first, leaves, withoutDialog } from "./dialect.ts";

/**
 * A command that runs on in the background, of which nothing wakes the main thread:
 * the turn is simply done.
 * @param call starts it, and asks for a permission.
 */
export function leavesRunning(dialect: Dialect, call: Answer): Scenario {
  const { dialog, grant } = dialect;
  return {
    script: { "start a server": [call, say("It is under way.")] },
    steps: [
      ...asksToStart(dialect),
      { do: grant, see: withoutDialog(dialog), told: ["working"] },
      { see: /It is under way/, told: ["attention/turn_done"], staysSeconds: 10 },
      leaves(dialect),
    ],
  };
}

/**
 * A command that runs on in the background, and wakes the main thread as it ends.
 * @param call starts it, and asks for a permission.
 * @param own what the agent puts into its model's mouth as it wakes it.
 */
export function endsAndWakes(dialect: Dialect, call: Answer, ...own: Answer[]): Scenario {
  const { grant } = dialect;
  return {
    script: {
      "start a server": [call, say("It is under way."), ...own, count("It has ended", 8)],
    },
    steps: [
      ...asksToStart(dialect),
      { do: grant, see: /It is under way/, told: ["working", "attention/turn_done"] },
      { see: /It has ended 1,/, told: ["working"] },
      { see: /It has ended.* 8,/, told: ["attention/turn_done"], staysSeconds: 3 },
      leaves(dialect),
    ],
  };
}

function asksToStart(dialect: Dialect): readonly Step[] {
  const { opened, dialog, asked } = dialect;
  const told = ["working", asked];
  return [...opened, first(dialect, { do: { type: "start a server" }, see: dialog, told })];
}
