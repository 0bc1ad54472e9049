import type { Session } from "../../protocol/session.ts";
import type { Command } from "../command.ts";
import { formatSummary } from "../session-line.ts";
import { sessionCommand } from "../session-request.ts";

const sayDeleted = (session: Session) => `${formatSummary(session, "deleted")}\n`;

export const deleteSession: Command = sessionCommand("DELETE", sayDeleted, {
  group: "Deal with a session",
  examples: [
    ["agent-console delete 3c9e", "forget it for good"],
    ["agent-console delete shop", "the same by project"],
  ],
});
