import { pause } from "../client/pause.ts";
import type { BrokerAddress } from "./address.ts";
import type { Credentials } from "./credentials.ts";
import { type Link, type Message, OlderError, openLink } from "./link.ts";

const FIRST_WAIT_MS = 250;
const LAST_WAIT_MS = 30_000;
/** A connection that lasted so long was none that the broker refused. */
const LASTING_MS = 10_000;

export interface BrokerOptions {
  broker: BrokerAddress;
  credentials: Credentials;
  signal: AbortSignal;
  will(): Message | undefined;
  /** A connection begins; a failure ends it. */
  onLink(link: Link): Promise<void>;
  onMessage(topic: string, payload: Uint8Array, isRetained: boolean): void;
  /** Called once for each outage. */
  onAway(why: string): void;
  /** Called before the last connection is ended. */
  leave(): Promise<void>;
}

/** Stays connected to a broker until the signal aborts: who lost it waits longer each time. */
export async function keepConnected(options: BrokerOptions): Promise<void> {
  const { signal } = options;
  let version: 4 | 5 = 5;
  let waitMs = FIRST_WAIT_MS;
  let isAway = false;
  const away = (why: string) => {
    if (!isAway && !signal.aborted) options.onAway(why);
    isAway = true;
  };
  while (!signal.aborted) {
    const beganMs = performance.now();
    try {
      await connectOnce(options, version, () => {
        isAway = false;
      });
    } catch (error) {
      if (error instanceof OlderError && version === 5) {
        version = 4;
        continue;
      }
      away(error instanceof Error ? error.message : String(error));
    }
    if (performance.now() - beganMs > LASTING_MS) waitMs = FIRST_WAIT_MS;
    // Not all relays of a broker that comes back at the same moment.
    await pause(waitMs * (0.5 + Math.random() / 2), signal);
    waitMs = Math.min(LAST_WAIT_MS, waitMs * 2);
  }
}

/** One connection, until it ends. @throws an Error that says why it ended. */
async function connectOnce(
  options: BrokerOptions,
  version: 4 | 5,
  onOpen: () => void,
): Promise<void> {
  const { broker, credentials, signal } = options;
  const ended = Promise.withResolvers<string>();
  const abort = () => ended.resolve("");
  signal.addEventListener("abort", abort, { once: true });
  const opening = openLink({
    ...{ broker, credentials, version, will: options.will() },
    onMessage: options.onMessage,
    onClose: ended.resolve,
  });
  // Once nobody waits for it any more.
  const closing = () => opening.then((link) => link.end(signal.aborted)).catch(() => {});
  try {
    const link = await Promise.race([opening, ended.promise]);
    if (typeof link === "string") return;
    onOpen();
    await Promise.race([options.onLink(link), ended.promise]);
    const why = await ended.promise;
    if (!signal.aborted) throw new Error(why);
    await options.leave();
  } finally {
    signal.removeEventListener("abort", abort);
    void closing();
  }
}
