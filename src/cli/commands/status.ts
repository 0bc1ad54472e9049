import type { CommandDef } from "citty";
import { formatHealth } from "../print.ts";
import { wireCommand } from "../wire-command.ts";

export const status: CommandDef = wireCommand("STATUS", formatHealth);
