import type { CommandDef } from "citty";
import { ownStamp } from "../../version.ts";
import { type CommandTree, command } from "../command.ts";
import { writeOut } from "../output.ts";
import { manPage } from "../shell/man-page.ts";
import { describeCommands } from "../shell/spec.ts";

/** `man`, of the commands in the tree. */
export const man = (tree: CommandTree): CommandDef =>
  command({
    meta: { name: "man", description: "Print the manual page, for man -l -" },
    args: {},
    run: async () => {
      writeOut(manPage(await describeCommands(tree), ownStamp()));
    },
  });
