import { inheritedLimits } from "../host/inherited.ts";
import type { Facts } from "../protocol/answers.ts";
import { APP_VERSION } from "../version.ts";

const NO_CREDENTIALS = "peer credentials are not checked: bun:ffi is not available";

/** What is told of this process in answer to STATUS and DUMP. */
export interface ProcessFacts {
  socket: string;
  uptimeMs: number;
  connections: number;
  checksCredentials: boolean;
  /** What keeps other parts from working fully, for people. */
  warnings: readonly string[];
}

/** The same as it stands on the wire, but for the hub's own part. */
export function processFacts(facts: ProcessFacts): Omit<Facts, "epoch" | "seq" | "subscribers"> {
  return {
    uptime_seconds: Math.floor(facts.uptimeMs / 1000),
    connections: facts.connections,
    memory_mb: Math.round(process.memoryUsage.rss() / 1e5) / 10,
    socket_path: facts.socket,
    app_version: APP_VERSION,
    pid: process.pid,
    warnings: [
      ...(facts.checksCredentials ? [] : [NO_CREDENTIALS]),
      ...inheritedLimits().map(({ says }) => `the hub ${says}, as whoever started it does`),
      ...facts.warnings,
    ],
  };
}
