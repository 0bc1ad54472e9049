/** Below what Linux and macOS give to whoever connects. */
const FIRST = 15_000;
const PORTS = 15_000;
const MAX_TRIES = 100;

/**
 * A port that nobody listens at, for a server that can't be asked which it took. The
 * system gives it to no client: one that tries again while the server is away would
 * else be given it now and then, and be connected to itself.
 */
export function freePort(): number {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const port = FIRST + Math.floor(Math.random() * PORTS);
    try {
      Bun.listen({ hostname: "127.0.0.1", port, socket: { data() {} } }).stop(true);
      return port;
    } catch {
      // Somebody listens there.
    }
  }
  throw new Error("no free port was found");
}
