import type { Command } from "../command.ts";
import { asLine } from "../session-line.ts";
import { sessionCommand } from "../session-request.ts";

export const reopen: Command = sessionCommand("REOPEN", asLine, {
  group: "Deal with a session",
  examples: [
    ["agent-console reopen shop", "bring a closed one back"],
    ["agent-console reopen 3c9e", "the same by id"],
  ],
});
