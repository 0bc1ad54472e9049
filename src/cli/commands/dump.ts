import { toJson } from "../../protocol/text.ts";
import type { Command } from "../command.ts";
import { wireCommand } from "../wire-command.ts";

export const dump: Command = wireCommand("DUMP", (data) => `${toJson(data, 2)}\n`, {
  group: "The hub itself",
  examples: [
    ["agent-console dump", "the whole state"],
    ["agent-console dump | jq .session_counts", "a part of it"],
  ],
});
