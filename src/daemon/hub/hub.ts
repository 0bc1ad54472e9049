import type { Log } from "../../host/log.ts";
import type { ProcessInfo } from "../../host/process.ts";
import type { Facts } from "../../protocol/answers.ts";
import type { Checked } from "../../protocol/commands.ts";
import { ConsoleError } from "../../protocol/errors.ts";
import {
  encode,
  encodeSuccess,
  MAX_LINE_BYTES,
  type Reply,
  type ShutdownReason,
  type SnapshotEvent,
  VERSION,
} from "../../protocol/wire.ts";
import type { Observer } from "../evidence/observer.ts";
import type { Journal } from "../journal/journal.ts";
import { isNews } from "../sessions/ledger.ts";
import { toWire } from "../sessions/state.ts";
import type { Store } from "../sessions/store.ts";
import type { Peer } from "../socket/peer.ts";
import type { ServerEvents } from "../socket/server.ts";
import type { HandlerContext } from "./handlers.ts";
import { MAX_REPORT_BYTES, REPORT_COMMANDS, takeReport } from "./report-socket.ts";
import { type Endpoint, route } from "./router.ts";
import { type EncodedReply, Subscribers } from "./subscribers.ts";

/** What the hub is made of and may ask of its process. */
export interface HubOptions {
  store: Store;
  observer: Observer;
  epoch: string;
  /** Keeps the changes; undefined to keep none. */
  journal?: Pick<Journal, "note" | "write"> | undefined;
  log: Log;
  /** Facts of the process, in answer to STATUS and DUMP. */
  describe(): Omit<Facts, "epoch" | "seq" | "subscribers">;
  /** Flags for a successor, or why there can be none. */
  handOver(): readonly string[] | "supervised" | "no_journal";
  mayConnect(fd: number): boolean;
  /** The process at the other end of a socket, as far as the system tells. */
  senderOf(fd: number): ProcessInfo | null;
  /** Called when anything happened, after it was sent. */
  onActivity(): void;
  /** STOP was granted and its reply is queued. */
  onStop(reason: ShutdownReason): void;
}

/** For what comes after a STOP that was granted: it would be taken, and be gone with the state. */
const CLOSED: Endpoint = {
  permits: undefined,
  handle() {
    throw new ConsoleError("shutting_down", "the hub was told to stop - ask again for a new one");
  },
};

/**
 * Joins store, subscribers and router to a server: lines in, replies and events
 * out. Free of sockets and timers, which are the daemon's.
 */
export function createHub(options: HubOptions) {
  const { store, epoch, journal, log } = options;
  const subscribers = new Subscribers(store);
  let isStopped = false;
  /** Changes published and not yet kept. */
  let unwritten = 0;
  const onBug = (error: unknown) =>
    log.error(`bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);

  /** Queues events for what changed since the last call. @param reply the one just sent. */
  function publish(nowMs: number, reply?: EncodedReply): void {
    for (const change of store.takeChanges()) {
      journal?.note(change);
      unwritten += 1;
      if (isNews(change)) subscribers.publish(change, nowMs, reply);
    }
  }

  /**
   * Keeps what was published, and tells the subscribers. Before any reply goes
   * out, so no answered change is ever lost. One that comes alone is told first:
   * that takes a fifth off its way. If the daemon is killed in between, just the
   * next seq was told and not kept, and its successor never gives that one out
   * (see ledger.ts); of several it could not know how many it was.
   */
  function commit(): void {
    if (unwritten > 1) journal?.write();
    try {
      subscribers.flush();
    } finally {
      journal?.write();
      unwritten = 0;
    }
  }

  function answer(peer: Peer, reply: Reply): EncodedReply | undefined {
    if (!reply.ok) {
      peer.send(encode(reply));
      return undefined;
    }
    const { id, data } = reply;
    const json = JSON.stringify(data);
    peer.send(encodeSuccess(id, json));
    return { data, json };
  }

  function subscribe(peer: Peer, { epoch: seen, since }: Checked<"SUB">, nowMs: number): void {
    const difference =
      seen === epoch && since !== undefined ? store.changedSince(since) : undefined;
    const states = difference?.sessions ?? [...store.sessions()];
    const snapshot: SnapshotEvent = {
      version: VERSION,
      type: "snapshot",
      epoch,
      seq: store.seq,
      ...(difference === undefined ? {} : { resumed: true, deleted: difference.deleted }),
      sessions: states.map((state) => toWire(state, nowMs)),
    };
    peer.send(encode(snapshot));
    subscribers.add(peer, store.seq);
  }

  function onLine(line: string, peer: Peer, endpoint?: Endpoint): void {
    const nowMs = Date.now();
    const afterReply: (() => void)[] = [];
    const context: HandlerContext = {
      store,
      observer: options.observer,
      nowMs,
      describe: () => ({
        ...options.describe(),
        epoch,
        seq: store.seq,
        subscribers: subscribers.size,
      }),
      handOver: options.handOver,
      subscribe: (input) => afterReply.push(() => subscribe(peer, input, nowMs)),
      stop(reason) {
        isStopped ||= reason === "stop";
        afterReply.push(() => options.onStop(reason));
      },
    };
    const reply = route(line, context, onBug, isStopped ? CLOSED : endpoint);
    publish(nowMs, reply === null ? undefined : answer(peer, reply));
    for (const next of afterReply) next();
  }

  /** The other socket: reports only, and nothing of the state in the answer. */
  const reportEndpoint = (peer: Peer): Endpoint => ({
    permits: REPORT_COMMANDS,
    handle(request, { nowMs }) {
      if (request.name !== "SET") throw new Error(`${request.name} came through`);
      return takeReport(options, request.input, options.senderOf(peer.socket.fd), nowMs);
    },
  });

  const events: ServerEvents = {
    maxLineBytes: MAX_LINE_BYTES,
    mayConnect: options.mayConnect,
    onOpen: options.onActivity,
    onLine: (line, peer) => onLine(line, peer),
    onBatch() {
      commit();
      options.onActivity();
    },
    onDrain: (peer) => subscribers.catchUp(peer, Date.now()),
    isSubscribed: (peer) => subscribers.has(peer),
    onClose(peer) {
      subscribers.remove(peer);
      options.onActivity();
    },
    onDropped: (why) => log.warn(`a connection was closed: ${why}`),
    onBug,
  };

  const reportEvents: ServerEvents = {
    ...events,
    maxLineBytes: MAX_REPORT_BYTES,
    onLine: (line, peer) => onLine(line, peer, reportEndpoint(peer)),
  };

  return {
    events,
    /** Those of the report-only socket. */
    reportEvents,
    onBug,
    get subscribers() {
      return subscribers.size;
    },
    /** Goes on telling a peer what changes, from here. */
    resume(peer: Peer): void {
      subscribers.add(peer, store.seq);
    },
    /** Queues for subscribers what a timer or signal changed in the store. */
    publishChanges(nowMs: number): void {
      publish(nowMs);
      commit();
    },
    /** Tells every subscriber why the daemon leaves; none hears anything after it. */
    announceShutdown(reason: ShutdownReason): void {
      subscribers.announce({ version: VERSION, type: "shutdown", seq: store.seq, reason });
      subscribers.clear();
    },
  };
}
