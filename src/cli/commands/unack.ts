import type { CommandDef } from "citty";
import { asLine } from "../session-line.ts";
import { wireCommand } from "../wire-command.ts";

export const unack: CommandDef = wireCommand("UNACK", asLine);
