import { command } from "../command.ts";
import { carryOut, INSTALL_ARGS, installOptions } from "../installation.ts";
import { writeOut } from "../output.ts";

export const uninstall = command({
  meta: { name: "uninstall", description: "Take our hooks out of the agents' settings" },
  guide: {
    group: "Set up",
    examples: [
      ["agent-console uninstall", "take every hook out again"],
      ["agent-console uninstall --dry-run", "show what would be removed"],
    ],
  },
  args: INSTALL_ARGS,
  run: async ({ args }) => {
    const { planUninstall } = await import("../../install/plan.ts");
    const changes = await planUninstall(await installOptions(args._));
    if (changes.length === 0) writeOut("no hooks of ours are in the agents' settings\n");
    await carryOut(changes, args["dry-run"] === true, "hooks removed");
  },
});
