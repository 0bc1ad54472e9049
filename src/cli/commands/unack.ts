import type { Command } from "../command.ts";
import { asLine } from "../session-line.ts";
import { sessionCommand } from "../session-request.ts";

export const unack: Command = sessionCommand("UNACK", asLine, {
  group: "Deal with a session",
  examples: [
    ["agent-console unack shop", "it waits for you again"],
    ["agent-console unack 3c9e", "the same by id"],
  ],
});
