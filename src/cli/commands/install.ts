import { ConsoleError } from "../../protocol/errors.ts";
import { command } from "../command.ts";
import { carryOut, INSTALL_ARGS, installOptions } from "../installation.ts";

export const install = command({
  meta: { name: "install", description: "Put our hooks into the agents' settings" },
  guide: {
    group: "Set up",
    examples: [
      ["agent-console install", "for every agent found here"],
      ["agent-console install --dry-run", "show what would be written"],
    ],
  },
  args: INSTALL_ARGS,
  run: async ({ args }) => {
    const { planInstall } = await import("../../install/plan.ts");
    const changes = await planInstall(await installOptions(args._));
    if (changes.length === 0) {
      throw new ConsoleError("refused", "no agents found here - name one: agent-console agents");
    }
    await carryOut(changes, args["dry-run"] === true, "hooks installed");
  },
});
