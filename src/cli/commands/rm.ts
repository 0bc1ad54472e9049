import type { Command } from "../command.ts";
import { asLine } from "../session-line.ts";
import { sessionCommand } from "../session-request.ts";

export const rm: Command = sessionCommand("RM", asLine, {
  group: "Deal with a session",
  examples: [
    ["agent-console rm shop", "close it; it stays in list --all"],
    ["agent-console rm 3c9e --json", "the same, with the closed session as JSON"],
  ],
});
