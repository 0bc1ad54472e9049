import { type Answer, count, say, together } from "../models/script.ts";
import type { Scenario } from "../scenario.ts";
import { asks, type Dialect, first, leaves, withoutDialog } from "./dialect.ts";

/** How a model sends another agent and waits for it. */
export interface Helper {
  send(prompt: string): Answer;
  /** A tool that asks for nothing. */
  look: Answer;
  /** How the other one says that it is done. */
  done: Answer;
}

/** Another agent works for the main one, which waits; then it asks the person. */
export function subagents(dialect: Dialect, { send, look, done }: Helper) {
  const { opened, dialog, grant } = dialect;
  const writes = together(count("Thinking", 4), dialect.risky("touch noted && sleep 4"));
  return {
    subagent: {
      script: {
        "send a helper": [send("survey the folder"), say("All is reported.")],
        "survey the folder": [together(count("Surveying", 12), look), done],
      },
      steps: [...opened, first(dialect, asks("send a helper", /All is reported/)), leaves(dialect)],
    },
    "subagent-permission": {
      script: {
        "send a helper": [send("write it down"), say("All is reported.")],
        "write it down": [writes, done],
      },
      steps: [
        ...opened,
        first(dialect, {
          do: { type: "send a helper" },
          see: dialog,
          told: ["working", dialect.asked],
          message: /touch noted && sleep 4/,
        }),
        { do: grant, see: withoutDialog(dialog), told: ["working"] },
        { see: /All is reported/, told: ["attention/turn_done"] },
        leaves(dialect),
      ],
    },
  } satisfies Record<string, Scenario>;
}
