import type { Log } from "../../host/log.ts";
import type { Facts } from "../../protocol/answers.ts";
import type { Checked } from "../../protocol/commands.ts";
import { ConsoleError } from "../../protocol/errors.ts";
import {
  encode,
  encodeSuccess,
  encodeSuccessPieces,
  type Reply,
  type ShutdownReason,
} from "../../protocol/wire.ts";
import type { Peer } from "../socket/peer.ts";
import type { ClockFollower } from "./clock-follower.ts";
import type { HandlerContext } from "./handlers.ts";
import { Listing } from "./listing.ts";
import type { EncodedReply } from "./news.ts";
import type { Publisher } from "./publisher.ts";
import { type Endpoint, route } from "./router.ts";
import { takeSnapshot } from "./snapshot.ts";
import type { Subscribers } from "./subscribers.ts";

/** What is the same for every line. */
type Shared =
  | ("store" | "observer" | "waits" | "receivers" | "holds")
  | ("steadyMs" | "handOver" | "renew");

/** What one line may read and change. */
export interface LineContext extends Pick<HandlerContext, Shared> {
  epoch: string;
  subscribers: Subscribers;
  publisher: Publisher;
  clock: ClockFollower;
  /** The session whose agent the process at the other end runs under; undefined for none. */
  sessionAbove(fd: number): string | undefined;
  /** The id of that process; null where the system does not tell. */
  pidOf(fd: number): number | null;
  log: Pick<Log, "info">;
  /** Facts of the process, in answer to STATUS and DUMP. */
  describe(): Omit<Facts, "epoch" | "seq" | "subscribers">;
  /** STOP was granted and its reply is queued. */
  onStop(reason: ShutdownReason): void;
  onBug(error: unknown): void;
}

/** Handles a line of a peer. @param endpoint the owner's when left out. */
export type HandleLine = (line: string, peer: Peer, endpoint?: Endpoint) => void;

/** After a granted STOP: a change would be acknowledged and then lost. */
const STOPPED: Endpoint = {
  permits: undefined,
  handle() {
    throw new ConsoleError("shutting_down", "the hub was told to stop - ask again for a new one");
  },
};

/** One line in, its reply queued, then the events that it caused. No `await`: lines are atomic. */
export function createLineHandler(hub: LineContext): HandleLine {
  const { store, observer, waits, receivers, holds, steadyMs, handOver, renew, publisher } = hub;
  let isStopped = false;
  const afterReply: (() => void)[] = [];
  const contextOf = (peer: Peer): HandlerContext => ({
    ...{ store, observer, waits, receivers, holds, steadyMs, handOver, renew },
    holder: peer,
    senderSession: () => hub.sessionAbove(peer.socket.fd),
    senderPid: () => hub.pidOf(peer.socket.fd),
    log: (line) => hub.log.info(line),
    nowMs: 0,
    describe: () => describeHub(hub),
    subscribe: (input) => afterReply.push(() => subscribe(hub, peer, input)),
    stop(reason) {
      isStopped ||= reason === "stop";
      afterReply.push(() => hub.onStop(reason));
    },
  });
  // That of the line before, mostly: it is done with.
  let context: HandlerContext | undefined;
  return (line, peer, endpoint) => {
    const nowMs = Date.now();
    hub.clock.follow(nowMs);
    if (context?.holder !== peer) context = contextOf(peer);
    context.nowMs = nowMs;
    const reply = route(line, context, hub.onBug, isStopped ? STOPPED : endpoint);
    publisher.publish(nowMs, reply === null ? undefined : sendReply(peer, reply));
    if (afterReply.length > 0) for (const next of afterReply.splice(0)) next();
  };
}

function describeHub({ describe, epoch, store, subscribers }: LineContext): Facts {
  return { ...describe(), epoch, seq: store.seq, subscribers: subscribers.size };
}

function subscribe(hub: LineContext, peer: Peer, input: Checked<"SUB">): void {
  peer.sendPieces(takeSnapshot(hub.store, hub.epoch, input, Date.now));
  hub.subscribers.add(peer, hub.store.seq);
}

function sendReply(peer: Peer, reply: Reply): EncodedReply | undefined {
  if (!reply.ok) {
    peer.send(encode(reply));
    return undefined;
  }
  const { id, data } = reply;
  if (data instanceof Listing) {
    peer.sendPieces(encodeSuccessPieces(id, data.pieces(Date.now)), true);
    return undefined;
  }
  const json = JSON.stringify(data);
  peer.send(encodeSuccess(id, json));
  return { data, json };
}
