import { logListening, start } from "./lifecycle/start.ts";
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
  if (started.socket.fd !== undefined) {
    logListening(started);
    if (options.reportSocket === undefined) options.onListening(); // which might not be had
  }
  try {
    const { serve } = await loading;
    await serve(options, started);
  } finally {
    started.lock.release();
  }
}
