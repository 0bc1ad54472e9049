import type { Command } from "../command.ts";
import { asLine } from "../session-line.ts";
import { sessionCommand } from "../session-request.ts";

export const deleteSession: Command = sessionCommand("DELETE", asLine, {
  group: "Deal with a session",
  examples: [
    ["agent-console delete 3c9e", "forget it for good"],
    ["agent-console delete shop", "the same by project"],
  ],
});
