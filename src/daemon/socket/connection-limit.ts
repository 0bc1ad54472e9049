import { descriptorShares } from "../../host/descriptors.ts";

/** Connections of all sockets together, where the system allows as many. */
export const MAX_CONNECTIONS = 8192;
const MIN_CONNECTIONS = 8;

/**
 * How many connections each socket may hold, so that the process never runs out
 * of descriptors: the report-only one, where there is one, a quarter of them.
 */
export function connectionLimits(hasReportSocket: boolean): { owner: number; report: number } {
  const { connections } = descriptorShares();
  const all = Math.min(MAX_CONNECTIONS, Math.max(MIN_CONNECTIONS, connections));
  const report = hasReportSocket ? Math.ceil(all / 4) : 0;
  return { owner: all - report, report };
}
