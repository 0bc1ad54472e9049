import { COMMANDS } from "../../protocol/commands.ts";
import { argsOf, COMMON_ARGS, inputOf, JSON_ARG } from "../args.ts";
import { command } from "../command.ts";
import { writeAnswer } from "../output.ts";
import { absolute, formatSet } from "../set.ts";
import { socketOf } from "../socket.ts";
import { ask } from "../wire-command.ts";

export const set = command({
  meta: { name: "set", description: COMMANDS.SET.summary },
  args: { ...argsOf("SET"), ...JSON_ARG, ...COMMON_ARGS },
  run: async ({ args }) => {
    const session = await ask("SET", inputOf("SET", absolute(args)), socketOf(args));
    writeAnswer(args.json === true, session, formatSet);
  },
});
