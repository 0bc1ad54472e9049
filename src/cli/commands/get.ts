import type { Session } from "../../protocol/session.ts";
import type { Command } from "../command.ts";
import { formatSession, terminalStyle } from "../print.ts";
import { sessionCommand } from "../session-request.ts";

const print = (session: Session) => formatSession(session, terminalStyle().columns);

export const get: Command = sessionCommand("GET", print, {
  group: "See what agents do",
  examples: [
    ["agent-console get 3c9e", "by the beginning of its id"],
    ["agent-console get shop --json", "by its project, as JSON"],
  ],
});
