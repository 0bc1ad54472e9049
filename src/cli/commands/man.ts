import { ownStamp } from "../../version.ts";
import { command } from "../command.ts";
import { writeOut } from "../output.ts";
import { manPage } from "../shell/man-page.ts";
import { describeCommands } from "../shell/spec.ts";

export const man = command({
  meta: { name: "man", description: "Print the manual page, for man -l -" },
  args: {},
  run: async () => {
    const { COMMAND_TREE } = await import("../tree.ts");
    writeOut(manPage(await describeCommands(COMMAND_TREE), ownStamp()));
  },
});
