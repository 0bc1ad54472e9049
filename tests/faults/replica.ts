import type { Frame } from "../support/wire.ts";
import { openPipe, type Pipe } from "./pipe.ts";

/** What a subscriber makes of the events: the state as it knows it, past reconnects. */
export interface Replica {
  readonly sessions: ReadonlyMap<string, Frame>;
  readonly seq: number;
  readonly epoch: string;
  /** How often it came back and was told only what it had missed. */
  readonly resumed: number;
  readonly snapshots: number;
  readonly pipe: Pipe | undefined;
  /** Subscribes, from where it was the last time. */
  connect(path: string): Promise<void>;
  /** Resolves once it has heard of that change. */
  reaches(seq: number): Promise<void>;
}

/** @throws from `connect` on, when an event comes out of order. */
export function createReplica(): Replica {
  const sessions = new Map<string, Frame>();
  const watchers: { seq: number; resolve: () => void }[] = [];
  let seq = 0;
  let epoch = "";
  let resumed = 0;
  let snapshots = 0;
  let pipe: Pipe | undefined;

  function take(frame: Frame): void {
    if (frame.type === "snapshot") {
      if (frame.resumed) resumed += 1;
      else sessions.clear();
      snapshots += 1;
      for (const id of frame.deleted ?? []) sessions.delete(id);
      for (const session of frame.sessions) sessions.set(session.session_id, session);
      epoch = frame.epoch;
    } else if (frame.type === "update" || frame.type === "delete") {
      if (frame.seq <= seq) throw new Error(`event ${frame.seq} came after ${seq}`);
      if (frame.type === "update") sessions.set(frame.session.session_id, frame.session);
      else sessions.delete(frame.session_id);
    }
    seq = frame.seq;
    for (const one of watchers) if (seq >= one.seq) one.resolve();
  }

  return {
    sessions,
    get seq() {
      return seq;
    },
    get epoch() {
      return epoch;
    },
    get resumed() {
      return resumed;
    },
    get snapshots() {
      return snapshots;
    },
    get pipe() {
      return pipe;
    },
    async connect(path) {
      const before = snapshots;
      pipe = await openPipe(path, take);
      await pipe.ask(epoch === "" ? { cmd: "SUB" } : { cmd: "SUB", epoch, since: seq });
      while (snapshots === before && !pipe.isClosed) await Bun.sleep(1);
    },
    reaches(wanted) {
      if (seq >= wanted) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      watchers.push({ seq: wanted, resolve });
      return promise;
    },
  };
}

/** A session without what depends on the time of asking. */
export function timeless({ elapsed_seconds: _, idle_seconds: __, ...session }: Frame): Frame {
  return session;
}
