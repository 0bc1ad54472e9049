import type { CommandDef } from "citty";
import { formatSession } from "../print.ts";
import { sessionCommand } from "../session-request.ts";

export const get: CommandDef = sessionCommand("GET", formatSession);
