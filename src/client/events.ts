import { ConsoleError } from "../protocol/errors.ts";
import { type Event, encodeRequest, type Reply } from "../protocol/wire.ts";
import { openOrStart, upgradeIfOlder } from "./connect.ts";
import { parseFrame } from "./frame.ts";
import { pause } from "./pause.ts";

const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 1000;

/** The daemon's events, and `away` when the connection is lost. */
export type FollowEvent = Event | { type: "away"; why: string };

export interface FollowOptions {
  /** Whether the first connection may start the daemon. Reconnects only wait for it. */
  starts: boolean;
  /** Retries the first connection too, after an `away` event. */
  isPatient?: boolean;
  signal?: AbortSignal;
}

/**
 * Follows every change until the signal aborts. Reconnects by itself and
 * resumes from the last seq it saw: then a snapshot marked `resumed` holds just
 * what changed, and is to be merged into what the consumer has.
 * @throws when the first connection fails, unless `isPatient`.
 */
export async function* follow(path: string, options: FollowOptions): AsyncGenerator<FollowEvent> {
  let position: { epoch: string; seq: number } | undefined;
  let starts = options.starts;
  let retryMs = FIRST_RETRY_MS;
  let isFirst = options.isPatient !== true;
  let isAway = false;
  while (!isAborted(options.signal)) {
    try {
      for await (const event of subscribe(path, starts, position, options.signal)) {
        if (event.type === "snapshot") position = { epoch: event.epoch, seq: event.seq };
        else if (position !== undefined) position.seq = Math.max(position.seq, event.seq);
        isFirst = false;
        isAway = false;
        retryMs = FIRST_RETRY_MS;
        yield event;
      }
      if (isAborted(options.signal)) return;
      isAway = true;
      yield { type: "away", why: "the daemon closed the connection" };
    } catch (error) {
      if (isFirst || !(error instanceof ConsoleError)) throw error;
      // Once for each outage, not for each retry.
      if (!isAway) yield { type: "away", why: error.message };
      isAway = true;
    }
    starts = false;
    await pause(retryMs, options.signal);
    retryMs = Math.min(LAST_RETRY_MS, retryMs * 2);
  }
}

/** One subscription, until the connection ends. */
async function* subscribe(
  path: string,
  starts: boolean,
  position: { epoch: string; seq: number } | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<Event> {
  const events: Event[] = [];
  let isOpen = true;
  let refusal: ConsoleError | undefined;
  let wake: () => void = () => {};
  if (starts) await upgradeIfOlder(path);
  const connection = await openOrStart(path, starts, {
    onLine(line) {
      const frame = parseFrame<Event | Reply>(line);
      if ("type" in frame) events.push(frame);
      else if (!frame.ok) refusal = new ConsoleError("unreachable", frame.error);
      wake();
    },
    onClose(failure) {
      isOpen = false;
      refusal ??= failure;
      wake();
    },
  });
  const abort = () => connection.close();
  signal?.addEventListener("abort", abort);
  if (isAborted(signal)) abort(); // while the daemon was started
  try {
    const since = position === undefined ? {} : { epoch: position.epoch, since: position.seq };
    connection.send(encodeRequest("SUB", since));
    while (isOpen || events.length > 0) {
      yield* events.splice(0);
      if (refusal !== undefined) throw refusal;
      if (!isOpen || events.length > 0) continue;
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      await promise;
    }
    if (refusal !== undefined) throw refusal;
  } finally {
    signal?.removeEventListener("abort", abort);
    connection.close();
  }
}

// A function, because the compiler would narrow `aborted` to its first value.
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}
