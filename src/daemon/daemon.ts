import { start } from "./lifecycle/start.ts";
import type { DaemonOptions } from "./options.ts";

/**
 * Runs the daemon until a signal, STOP, the idle timeout or the loss of its
 * socket ends it. Resolves when everything is cleaned up.
 * @throws refused when it can't have the socket.
 */
export async function runDaemon(options: DaemonOptions): Promise<void> {
  // Listens before the wings are loaded: clients wait in the backlog meanwhile.
  const starting = start(options);
  const loading = import("./serving.ts");
  const started = await starting;
  // What else may fail is the report-only socket, and the socket itself where it is not open yet.
  if (started.socket.fd !== undefined && options.reportSocket === undefined) options.onListening();
  try {
    const { serve } = await loading;
    await serve(options, started);
  } finally {
    started.lock.release();
  }
}
