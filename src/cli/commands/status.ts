import type { Health } from "../../protocol/answers.ts";
import type { Command } from "../command.ts";
import { formatHealth, terminalStyle } from "../print.ts";
import { wireCommand } from "../wire-command.ts";

const print = (health: Health) => formatHealth(health, terminalStyle().columns);

export const status: Command = wireCommand("STATUS", print, {
  group: "The hub itself",
  examples: [
    ["agent-console status", "whether it runs, and how it is"],
    ["agent-console status --json", "the same for a program"],
    [
      "agent-console status --format '{sessions.active} active|{memory_mb} MB'",
      "in your own words",
    ],
  ],
});
