import type { ArgsDef } from "citty";
import { LOG_LEVELS } from "../protocol/log-level.ts";
import { COMMON_ARGS } from "./args.ts";

/** The arguments of `daemon`. */
export const DAEMON_ARGS = {
  ...COMMON_ARGS,
  daemonize: { type: "boolean", description: "detach; return once the hub answers" },
  "idle-timeout": {
    type: "string",
    valueHint: "duration",
    description:
      "leave after so long without connections and active sessions, like 90s, 10m, 2h; 0 for never (default $AGENT_CONSOLE_IDLE_TIMEOUT or 60m)",
  },
  "report-socket": {
    type: "string",
    valueHint: "path",
    description: "take reports there too, and nothing else: for containers and other machines",
  },
  "no-journal": {
    type: "boolean",
    description: "keep nothing on disk: sessions are lost if the hub is killed",
  },
  "no-trim": {
    type: "boolean",
    description: "keep the memory that could be given back while nothing happens",
  },
  "log-level": {
    type: "string",
    valueHint: LOG_LEVELS.join("|"),
    description: "how much to log (default $AGENT_CONSOLE_LOG_LEVEL or info)",
  },
  "log-file": {
    type: "string",
    valueHint: "path",
    description: "log there instead of to standard error",
  },
  "ready-fd": {
    type: "string",
    valueHint: "number",
    description: "write ready, or why not, to this descriptor",
  },
} as const satisfies ArgsDef;
