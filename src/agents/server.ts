import type { Entry } from "./agent.ts";

/**
 * Whether a process is a server of the agent's, which hosts many sessions.
 * @param commandLine of the process, read only where the agent has such a server.
 */
export function isServer({ server }: Entry, commandLine: () => string): boolean {
  return server !== undefined && new RegExp(`\\b${server}\\b`).test(commandLine());
}
