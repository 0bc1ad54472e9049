import { ownStamp } from "../../version.ts";
import { type Command, type CommandTree, command } from "../command.ts";
import { writeOut } from "../output.ts";
import { manPage } from "../shell/man-page.ts";
import { describeCommands } from "../shell/spec.ts";

/** `man`, of the commands in the tree. */
export const man = (tree: CommandTree): Command =>
  command({
    meta: { name: "man", description: "Print the manual page, for man -l -" },
    guide: {
      group: "Set up",
      examples: [
        ["agent-console man | man -l -", "read it"],
        ["agent-console man > ~/.local/share/man/man1/agent-console.1", "install it"],
      ],
    },
    args: {},
    run: async () => {
      writeOut(manPage(await describeCommands(tree), ownStamp()));
    },
  });
