import type { StartOptions } from "./lifecycle/start.ts";

/** What the command line says of a daemon, and whom to tell. */
export interface DaemonOptions extends StartOptions {
  /** Path of the report-only socket, for containers and other machines. */
  reportSocket: string | undefined;
  /** Shuts down after this long with no connection and no active session; 0 for never. */
  idleTimeoutMs: number;
  /** What a successor is to be started with, to serve as this one does. */
  flags: readonly string[];
  /** Whether memory is given back while no messages come. */
  trims: boolean;
  /** Called once clients can connect, where nothing can keep them from being answered any more. */
  onListening(): void;
  /** Called once the socket answers. */
  onReady(): void;
}
