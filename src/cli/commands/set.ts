import { COMMANDS } from "../../protocol/commands.ts";
import { argsOf, COMMON_ARGS, inputOf, JSON_ARG } from "../args.ts";
import { command } from "../command.ts";
import { writeAnswer } from "../output.ts";
import { absolute, formatSet } from "../set.ts";
import { socketOf } from "../socket.ts";
import { ask } from "../wire-command.ts";

export const set = command({
  meta: { name: "set", description: COMMANDS.SET.summary },
  guide: {
    group: "Report",
    examples: [
      ["agent-console set build-7 working", "report a session of your own from a script"],
      ["agent-console set build-7 attention --message 'tests are red'", "say what it wants"],
      ["agent-console set build-7 closed", "it is over"],
    ],
  },
  args: { ...argsOf("SET"), ...JSON_ARG, ...COMMON_ARGS },
  run: async ({ args }) => {
    const session = await ask("SET", inputOf("SET", absolute(args)), socketOf(args));
    writeAnswer(args.json === true, session, formatSet);
  },
});
