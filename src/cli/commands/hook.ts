import { exampleNames } from "../agent-facts.ts";
import { COMMON_ARGS } from "../args.ts";
import { command } from "../command.ts";
import { runHook } from "../hook.ts";

/** The hook as the help shows it; agents' own calls never come this way, they are taken aside before. */
export const hook = command({
  meta: { name: "hook", description: "Report what an agent's hook says, from its standard input" },
  guide: {
    group: "Report",
    examples: [
      ['echo "$payload" | agent-console hook "$agent"', "what install has each agent run"],
      ["agent-console agents", "the names that it knows"],
    ],
    exits: [[0, "always: a hook never stops its agent"]],
  },
  args: {
    agent: { type: "positional", description: exampleNames(4) },
    answers: {
      type: "boolean",
      description: "stay for the answer to a question, and hand it to the agent",
    },
    ...COMMON_ARGS,
  },
  run: ({ rawArgs }) => runHook(rawArgs),
});
