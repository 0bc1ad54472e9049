import type { Command } from "../command.ts";
import { asLine } from "../session-line.ts";
import { sessionCommand } from "../session-request.ts";

export const ack: Command = sessionCommand("ACK", asLine, {
  group: "Deal with a session",
  examples: [
    ["agent-console ack shop", "I know; it waits for nobody until something new happens"],
    ["agent-console ack 3c9e", "the same by id"],
  ],
});
