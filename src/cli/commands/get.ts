import type { Command } from "../command.ts";
import { formatSession } from "../print.ts";
import { sessionCommand } from "../session-request.ts";

export const get: Command = sessionCommand("GET", formatSession, {
  group: "See what agents do",
  examples: [
    ["agent-console get 3c9e", "by the beginning of its id"],
    ["agent-console get shop --json", "by its project, as JSON"],
  ],
});
