import type { LogLevel } from "../protocol/log-level.ts";

/** What the command line says of a daemon, and whom to tell. */
export interface DaemonOptions {
  /** Absolute path, checked. */
  socket: string;
  /** Where reports are taken and nothing else is, for containers and other machines. */
  reportSocket: string | undefined;
  /** Leaves after this long with no connection and no active session; 0 for never. */
  idleTimeoutMs: number;
  /** Whether a successor restores the state if this daemon is killed. */
  keepsJournal: boolean;
  /** What a successor is to be started with, to serve as this one does. */
  flags: readonly string[];
  logLevel: LogLevel;
  /** Standard error when undefined. */
  logFile: string | undefined;
  /** Whether memory is given back while nobody says anything. */
  trims: boolean;
  /** What this process handed to itself across a re-exec. */
  handoff: Buffer | undefined;
  /** Called once the socket answers. */
  onReady(): void;
}
