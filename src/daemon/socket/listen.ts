import type { Libc } from "../../host/libc.ts";
import { type Server, serve } from "./server.ts";
import type { ServerEvents } from "./server-events.ts";
import { listenError, type Place } from "./socket-path.ts";

/**
 * Serves at a path that is free, or listened at already, and whose lock is
 * held. @throws refused, in a person's words.
 */
export function listen(
  place: Place,
  libc: Libc | null,
  maxConnections: number,
  events: ServerEvents,
): Server {
  try {
    process.umask(0o177); // the socket is 0600 from its first instant
    const server = serve(place, maxConnections, events);
    // Bun has set a queue of its own: 511 (1.4.5).
    if (place.fd !== undefined && !place.isInherited) libc?.widen(place.fd);
    return server;
  } catch (error) {
    throw listenError(place.path, error);
  } finally {
    process.umask(0o077);
  }
}
