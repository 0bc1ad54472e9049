import type { Command } from "../command.ts";
import { wireCommand } from "../wire-command.ts";

export const dump: Command = wireCommand("DUMP", (data) => `${JSON.stringify(data, null, 2)}\n`, {
  group: "The hub itself",
  examples: [
    ["agent-console dump", "the whole state"],
    ["agent-console dump | jq .session_counts", "a part of it"],
  ],
});
