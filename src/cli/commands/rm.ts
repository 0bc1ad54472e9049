import type { CommandDef } from "citty";
import { asLine } from "../session-line.ts";
import { sessionCommand } from "../session-request.ts";

export const rm: CommandDef = sessionCommand("RM", asLine);
