import { isatty } from "node:tty";
import { loadAgents } from "../../agents/load.ts";
import { ConsoleError } from "../../protocol/errors.ts";
import { command } from "../command.ts";
import { carryOut, INSTALL_ARGS, installOptions, isWanted } from "../installation.ts";
import { sayRunning } from "../running-agents.ts";

/** @throws usage for an agent that takes no answers from its hooks */
async function checkAnswers(names: readonly string[]): Promise<void> {
  const { canAnswer } = await import("../../install/answers.ts");
  for (const { name, title, install } of await loadAgents()) {
    if (!names.includes(name)) continue;
    const facet = await install?.();
    if (facet !== undefined && canAnswer(facet.install)) continue;
    throw new ConsoleError("usage", `--answers: ${title} takes no answers from here`);
  }
}

export const install = command({
  meta: { name: "install", description: "Put our hooks into the agents' settings" },
  guide: {
    group: "Set up",
    examples: [
      ["agent-console install", "shows what it found, and asks once"],
      ["agent-console install --all", "for every agent found here, without asking"],
      ["agent-console install --dry-run", "show what would be written"],
    ],
  },
  args: {
    ...INSTALL_ARGS,
    answers: {
      type: "boolean",
      description: "take answers to permissions from the hub too, where the agent can",
    },
    // citty reads it as answers = false.
    "no-answers": { type: "boolean", description: "take none from the hub any more" },
    all: { type: "boolean", description: "every agent found here, without asking" },
  },
  run: async ({ args }) => {
    const { planInstall } = await import("../../install/plan.ts");
    if (args.all && args._.length > 0) {
      throw new ConsoleError("usage", "--all is every agent - name some, or give --all");
    }
    const isDryRun = args["dry-run"] === true;
    const options = await installOptions(args._, args.answers);
    if (args.answers) await checkAnswers(args._);
    const changes = await planInstall(options);
    if (changes.length === 0) {
      throw new ConsoleError(
        "refused",
        "no agents found here - install one first, or name it: agent-console agents lists them",
      );
    }
    const asks = args._.length === 0 && !args.all && !isDryRun && isatty(0) && isatty(1);
    if (asks && !(await isWanted(changes)))
      throw new ConsoleError("refused", "nothing was changed");
    const { isDone } = await import("../../install/change.ts");
    const changed = new Set(changes.filter((change) => !isDone(change)).map(({ agent }) => agent));
    try {
      await carryOut(changes, isDryRun, "hooks installed");
    } finally {
      if (!isDryRun) await sayRunning(changed, options.home);
    }
  },
});
