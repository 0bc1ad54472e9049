import type { CommandDef } from "citty";
import { wireCommand } from "../wire-command.ts";

export const dump: CommandDef = wireCommand("DUMP", (data) => `${JSON.stringify(data, null, 2)}\n`);
