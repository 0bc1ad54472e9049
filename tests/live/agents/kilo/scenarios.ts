import { leavesRunning } from "../../common/background.ts";
import { first, leaves } from "../../common/dialect.ts";
import { count, say, use } from "../../models/script.ts";
import type { Scenarios } from "../../scenario.ts";
import { scenariosIn } from "../opencode/scenarios.ts";
import { dialect, REASON } from "./glyphs.ts";

// Where no repository is, its plans are among its own data.
const PLAN = "../home/.local/share/kilo/plans/fence.md";
const server = { action: "start", command: "sleep 8", description: "a server" };

export const scenarios: Scenarios = {
  // The end is held back, for a prompt that may be queued.
  ...scenariosIn(dialect, "attention/turn_done?"),
  "denied-reason": {
    script: { "make a file": [dialect.risky("touch made && sleep 6"), count("So be it", 4)] },
    steps: [
      ...dialect.opened,
      first(dialect, {
        do: { type: "make a file" },
        see: dialect.dialog,
        told: ["working", dialect.asked],
      }),
      { do: { press: ["Right", "Right", "Enter"] }, see: REASON, told: [] },
      { do: { type: "not in this folder" }, see: /So be it 1,/, told: ["working"] },
      { see: /So be it.* 4,/, told: ["attention/turn_done"] },
      leaves(dialect),
    ],
  },
  plan: {
    script: {
      "plan it": [
        use("write", { filePath: PLAN, content: "# Paint the fence\n" }),
        use("plan_exit", {}),
        say("It is planned."),
      ],
      mplement: [count("Painting", 4)],
    },
    args: ["--agent", "plan"],
    steps: [
      ...dialect.opened,
      first(dialect, {
        do: { type: "plan it" },
        see: /Continue here/,
        told: ["working", "question/plan"],
        message: /Ready to implement\?/,
      }),
      {
        do: { press: ["Down", "Enter"] },
        see: /Painting.* 4,/,
        told: ["working", "attention/turn_done"],
      },
      leaves(dialect),
    ],
    untold: "Whether a plan is to be carried out is asked without an event",
  },
  // Nothing wakes it as the process ends: the turn is simply done.
  background: leavesRunning(dialect, use("background_process", server)),
};
