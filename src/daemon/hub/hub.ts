import { ancestorsOf } from "../../host/ancestors.ts";
import type { Log } from "../../host/log.ts";
import type { FindProcess, ProcessInfo } from "../../host/process.ts";
import { encode, MAX_LINE_BYTES, type ShutdownReason, VERSION } from "../../protocol/wire.ts";
import type { Journal } from "../journal/journal.ts";
import type { Change } from "../sessions/ledger.ts";
import type { Store } from "../sessions/store.ts";
import type { Peer } from "../socket/peer.ts";
import type { ServerEvents } from "../socket/server-events.ts";
import { createClockFollower } from "./clock-follower.ts";
import { Holds } from "./holds.ts";
import { createLineHandler, type HandleLine, type LineContext } from "./line-handler.ts";
import { createPublisher } from "./publisher.ts";
import { Receivers, type SavedReceiver } from "./receivers.ts";
import { createReportEndpoint, MAX_REPORT_BYTES } from "./report-socket.ts";
import type { Endpoint } from "./router.ts";
import { type SavedSubscriber, Subscribers } from "./subscribers.ts";

/** What ANSWER asks of the connection that it came on. */
type Answering = "holds" | "sessionAbove" | "pidOf";

/** What the hub is composed of, and what it needs of its process. */
export interface HubOptions
  extends Omit<
    LineContext,
    "subscribers" | "publisher" | "receivers" | "clock" | "onBug" | Answering
  > {
  /** Undefined where none is kept. */
  journal?: Pick<Journal, "note" | "write"> | undefined;
  log: Log;
  /** Called for each change of a session. */
  onChange(change: Change, nowMs: number): void;
  mayConnect(fd: number): boolean;
  /** The process at the other end of a socket, as far as the system tells. */
  senderOf(fd: number): ProcessInfo | null;
  find: FindProcess;
  /** Writes out what was queued for the owner's peers. */
  flush(): void;
  /** Called after each batch of lines, and when a connection is opened or closed. */
  onActivity(): void;
}

/** The hub as its sockets and timers see it. */
export interface Hub {
  /** Of the owner's socket. */
  readonly events: ServerEvents;
  /** Of the report-only socket. */
  readonly reportEvents: ServerEvents;
  readonly subscribers: number;
  /** How many changes they are owed together, at most. */
  readonly owed: number;
  /** Descriptors of the connections that stay for the answer to a question. */
  holders(): number[];
  onBug(error: unknown): void;
  /** Subscribes a peer from before the re-exec: it gets what changes from here on. */
  resume(peer: Peer, saved: SavedSubscriber): void;
  /** What the subscribers are owed, to be handed over. */
  saveSubscribers(): SavedSubscriber[];
  /** Goes on with a relay from before the re-exec. */
  resumeRelay(peer: Peer, saved: SavedReceiver): void;
  /** Who brings the sessions of other hubs, to be handed over. */
  saveReceivers(): SavedReceiver[];
  /** Cuts off the received sessions of relays that are not there any more. */
  settleReceived(): void;
  /** To be called once a minute. @returns whether the clock was set back and that changed anything. */
  followClock(nowMs: number): boolean;
  /** Queues events for what a timer or signal changed in the store. */
  publishChanges(nowMs: number): void;
  /** Sends every subscriber the shutdown event; none gets anything after it. */
  announceShutdown(reason: ShutdownReason): void;
}

/**
 * Joins store, subscribers and router to a server: lines in, replies and events
 * out. Free of sockets and timers, which are the daemon's.
 */
export function createHub(options: HubOptions): Hub {
  const { store, waits, log } = options;
  const subscribers = new Subscribers(store, () => performance.now());
  const holds = new Holds(store, (said) =>
    encode({ version: VERSION, type: "answer", seq: store.seq, ...said }),
  );
  const noteChange = (change: Change, nowMs: number) => {
    holds.settle(change.id);
    options.onChange(change, nowMs);
  };
  const publisher = createPublisher(store, subscribers, waits, options.journal, noteChange);
  const onBug = (error: unknown) =>
    log.error(`bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  const clock = createClockFollower(store, () => performance.now(), options.steadyMs);
  const receivers = new Receivers(store);
  function publishChanges(nowMs: number): void {
    publisher.publish(nowMs);
    publisher.commit();
  }
  const handleLine = createLineHandler({
    ...{ ...options, subscribers, publisher, receivers, clock, onBug, holds },
    sessionAbove: (fd) => sessionAbove(store, options.senderOf(fd), options.find),
    pidOf: (fd) => options.senderOf(fd)?.pid ?? null,
  });
  const events: ServerEvents = {
    maxLineBytes: MAX_LINE_BYTES,
    mayConnect: options.mayConnect,
    onOpen: options.onActivity,
    onLine: (line, peer) => handleLine(line, peer),
    onBatch() {
      publisher.commit();
      options.onActivity();
    },
    isOwed: (peer) => subscribers.isOwed(peer),
    catchUp: (peer) => subscribers.catchUp(peer, Date.now()),
    isSubscribed: (peer) => subscribers.has(peer),
    onClose(peer) {
      subscribers.remove(peer);
      const isLost = receivers.remove(peer);
      const isEnded = holds.end(peer);
      if (isEnded || isLost) publisher.publish(Date.now());
      publisher.commit();
      if (isLost) options.flush();
      options.onActivity();
    },
    onDropped: (why) => log.warn(`a connection was closed: ${why}`),
    onBug,
  };
  return {
    events,
    reportEvents: reportEvents(events, options, handleLine),
    get subscribers() {
      return subscribers.size;
    },
    get owed() {
      return subscribers.owed;
    },
    holders: () => holds.descriptors(),
    onBug,
    resume: (peer, saved) => subscribers.restore(peer, saved),
    saveSubscribers: () => subscribers.save(),
    followClock: (nowMs) => clock.follow(nowMs),
    resumeRelay: (peer, saved) => receivers.restore(peer, saved),
    saveReceivers: () => receivers.save(),
    settleReceived() {
      receivers.settle();
      publishChanges(Date.now());
    },
    publishChanges,
    announceShutdown(reason) {
      const event = { version: VERSION, type: "shutdown", seq: store.seq, reason } as const;
      subscribers.announce(event, Date.now());
      subscribers.clear();
    },
  };
}

/** The session whose agent a process runs under; undefined for none. */
function sessionAbove(
  store: Store,
  sender: ProcessInfo | null,
  find: FindProcess,
): string | undefined {
  if (sender === null) return undefined;
  const above = [sender, ...ancestorsOf(sender, find)];
  return store.withProcess(...above.map(({ pid }) => pid))[0]?.id;
}

/** Those of the report-only socket: shorter lines, and only its endpoint. */
function reportEvents(
  events: ServerEvents,
  options: HubOptions,
  handleLine: HandleLine,
): ServerEvents {
  /** Made once for a connection, which has one process at its other end. */
  const endpoints = new WeakMap<Peer, Endpoint>();
  function endpointOf(peer: Peer): Endpoint {
    let sender: ProcessInfo | null | undefined;
    const senderOf = () => {
      if (sender === undefined) sender = options.senderOf(peer.socket.fd);
      return sender;
    };
    const endpoint = endpoints.get(peer) ?? createReportEndpoint(options, senderOf);
    endpoints.set(peer, endpoint);
    return endpoint;
  }
  return {
    ...events,
    maxLineBytes: MAX_REPORT_BYTES,
    onLine: (line, peer) => handleLine(line, peer, endpointOf(peer)),
  };
}
