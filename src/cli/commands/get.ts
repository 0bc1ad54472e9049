import type { CommandDef } from "citty";
import { formatSession } from "../print.ts";
import { wireCommand } from "../wire-command.ts";

export const get: CommandDef = wireCommand("GET", formatSession);
