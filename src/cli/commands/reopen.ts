import type { CommandDef } from "citty";
import { asLine } from "../session-line.ts";
import { sessionCommand } from "../session-request.ts";

export const reopen: CommandDef = sessionCommand("REOPEN", asLine);
