import { sortByNeed } from "../../attention/rank.ts";
import { connect } from "../../client/connect.ts";
import { ConsoleError } from "../../protocol/errors.ts";
import type { Session } from "../../protocol/session.ts";
import { toOneLine } from "../../protocol/text.ts";
import { COMMON_ARGS } from "../args.ts";
import { type Command, type CommandTree, command } from "../command.ts";
import { writeOut } from "../output.ts";
import { bashCompletions } from "../shell/bash.ts";
import { fishCompletions } from "../shell/fish.ts";
import { type CommandSpec, describeCommands } from "../shell/spec.ts";
import { zshCompletions } from "../shell/zsh.ts";
import { socketOf } from "../socket.ts";

const SHELLS: Readonly<Record<string, (commands: readonly CommandSpec[]) => string>> = {
  bash: bashCompletions,
  zsh: zshCompletions,
  fish: fishCompletions,
};
const WORDS = [...Object.keys(SHELLS), "sessions"];

/** `completions`, of the commands in the tree. */
export const completions = (tree: CommandTree): Command =>
  command({
    meta: { name: "completions", description: "Print the completion script of a shell" },
    guide: {
      group: "Set up",
      examples: [
        [
          "agent-console completions bash > ~/.local/share/bash-completion/completions/agent-console",
          "for bash",
        ],
        [
          "agent-console completions fish > ~/.config/fish/completions/agent-console.fish",
          "for fish",
        ],
        ["source <(agent-console completions zsh)", "for zsh, in ~/.zshrc"],
      ],
    },
    args: {
      shell: {
        type: "positional",
        valueHint: WORDS.join("|"),
        description: `${Object.keys(SHELLS).join(", ")}; or sessions for the ids they offer`,
      },
      ...COMMON_ARGS,
    },
    run: async ({ args }) => {
      const shell = args.shell ?? "";
      if (shell === "sessions") {
        writeOut((await listSessions(socketOf(args))).map(toOffer).join(""));
        return;
      }
      const script = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined;
      if (script === undefined) {
        const message = `shell: expected ${WORDS.join(", ")}, got ${shell}`;
        throw new ConsoleError("usage", message);
      }
      writeOut(script(await describeCommands(tree)));
    },
  });

/** The sessions the hub knows; none where there is no hub, as a key press must not start it. */
async function listSessions(socket: string): Promise<Session[]> {
  try {
    const client = await connect(socket, { starts: false });
    const sessions = await client.call("LIST", {});
    client.close();
    return sortByNeed(sessions, Date.now());
  } catch (error) {
    if (error instanceof ConsoleError) return [];
    throw error;
  }
}

/** Id, tab, what helps to tell it from others. */
function toOffer({ session_id, status, display_name }: Session): string {
  return `${session_id}\t${status} ${toOneLine(display_name)}\n`;
}
