import { COMMANDS } from "../../protocol/commands.ts";
import { ConsoleError } from "../../protocol/errors.ts";
import { argsOf, COMMON_ARGS, inputOf } from "../args.ts";
import { command } from "../command.ts";
import { durationOf } from "../duration.ts";
import { asLine } from "../session-line.ts";
import { readSessionForm, SESSION_OUTPUT_ARGS, writeSession } from "../session-output.ts";
import { askAbout } from "../session-request.ts";
import { socketOf } from "../socket.ts";

export const snooze = command({
  meta: { name: "snooze", description: COMMANDS.SNOOZE.summary },
  guide: {
    group: "Deal with a session",
    examples: [
      ["agent-console snooze shop 10m", "not for the next ten minutes"],
      ["agent-console snooze 3c9e 1h30m", "nor for the next hour and a half"],
    ],
  },
  args: {
    session_id: argsOf("SNOOZE").session_id ?? { type: "positional" },
    duration: { type: "positional", valueHint: "duration", description: "how long" },
    ...SESSION_OUTPUT_ARGS,
    ...COMMON_ARGS,
  },
  run: async ({ args }) => {
    const form = await readSessionForm("snooze", args);
    const forMs = durationOf(String(args.duration), "duration");
    if (forMs === 0) throw new ConsoleError("usage", "duration: expected more than 0");
    const input = inputOf("SNOOZE", { ...args, for_ms: String(forMs) });
    const session = await askAbout("SNOOZE", input, socketOf(args));
    writeSession(form, session, asLine);
  },
});
