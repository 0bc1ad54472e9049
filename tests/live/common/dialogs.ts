import { say } from "../models/script.ts";
import type { Scenario } from "../scenario.ts";
import { type Dialect, first, leaves, withoutDialog } from "./dialect.ts";

/** Permissions, and a command that changes its folder. */
export function dialogs(dialect: Dialect) {
  const { opened, dialog } = dialect;
  const left = leaves(dialect);
  const script = { "make a file": [dialect.risky("touch made && sleep 6"), say("It is made.")] };
  const shown = first(dialect, {
    do: { type: "make a file" },
    see: dialog,
    told: ["working", dialect.asked],
    message: /touch made && sleep 6/,
  });
  return {
    granted: {
      script,
      steps: [
        ...opened,
        shown,
        { do: dialect.grant, see: withoutDialog(dialog), told: ["working"] },
        { see: /It is made/, told: ["attention/turn_done"] },
        left,
      ],
    },
    denied: { script, steps: [...opened, shown, ...[dialect.denies].flat(), left] },
    "permission-esc": { script, steps: [...opened, shown, dialect.leavesDialog, left] },
    cd: {
      script: {
        "go there": [dialect.risky("mkdir -p sub; cd sub; sleep 1"), say("I am there.")],
      },
      steps: [
        ...opened,
        first(dialect, {
          do: { type: "go there" },
          see: dialog,
          told: ["working", dialect.asked],
        }),
        { do: dialect.grant, see: /I am there/, told: ["working", "attention/turn_done"] },
        left,
      ],
    },
  } satisfies Record<string, Scenario>;
}
