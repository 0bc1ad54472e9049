import type { FeedWord } from "../../agents/facets/feed.ts";
import { parseReport } from "../../protocol/session.ts";
import type { Change } from "../sessions/ledger.ts";
import type { SessionState } from "../sessions/state.ts";
import type { Store } from "../sessions/store.ts";
import {
  noteStatus,
  noteSubagentEnd,
  ownerOf,
  type StatusWord,
  settledMs,
} from "./feed-evidence.ts";
import { createFeedFormats } from "./feed-formats.ts";
import { type ConnectFeed, FeedServers } from "./feed-servers.ts";
import type { Observer } from "./observer.ts";

/** SubagentStop comes within this after the thread has come to rest, or not at all. */
const SUBAGENT_MS = 1500;

export interface FeedsOptions {
  store: Store;
  connect: ConnectFeed;
  /** Makes a change that no message asked for, and tells the subscribers. */
  update(change: (nowMs: number) => void): void;
  observer: Pick<Observer, "lookAt" | "noteBegin">;
}

/** What agents' servers say, heard while somebody is told. */
export interface Feeds {
  /** Listens while somebody is subscribed, and holds no connection otherwise. */
  follow(isFollowed: boolean): void;
  /** A session changed: there may be another server to listen to. */
  note(change: Change): void;
}

export function createFeeds(options: FeedsOptions): Feeds {
  const { store, update, observer } = options;
  const feedOf = createFeedFormats(wantAll);
  let isFollowed = false;
  const servers = new FeedServers(options.connect, (word) => hear(word, Date.now()));
  /** Map<thread, what is held until it has settled>. */
  const pending = new Map<string, Timer>();

  function later(id: string, ms: number, change: (nowMs: number) => void): void {
    clearTimeout(pending.get(id));
    const timer = setTimeout(() => {
      pending.delete(id);
      update(change);
    }, ms);
    timer.unref();
    pending.set(id, timer);
  }

  function hearStatus(word: StatusWord, heardMs: number): void {
    later(word.id, settledMs(word.status, heardMs - word.atMs), (nowMs) => {
      if (word.status === "failed") observer.lookAt(word.id, nowMs);
      noteStatus(store, word, nowMs);
      const isAtRest = word.status === "idle" || word.status === "failed";
      if (!isAtRest || ownerOf(store, word.id)?.subagent == null) return;
      later(word.id, SUBAGENT_MS, (laterMs) => noteSubagentEnd(store, word.id, laterMs));
    });
  }

  function hear(word: FeedWord, nowMs: number): void {
    if (word.kind === "status") {
      // What holds now does not when it counts.
      if (ownerOf(store, word.id) !== undefined) {
        hearStatus({ ...word, atMs: word.atMs ?? nowMs }, nowMs);
      }
    } else if (word.kind === "title") {
      const known = store.findOwn(word.id);
      const report = parseReport({ session_id: word.id, title: word.title });
      const isNews = known !== undefined && report?.title !== known.title;
      if (isNews && report !== null) update((atMs) => store.set(report, atMs));
    } else {
      later(word.id, settledMs("idle"), (nowMs) => observer.noteBegin(word, nowMs));
    }
  }

  function want(state: SessionState): void {
    const { id, status, transcript, agentType, reported, host } = state;
    const isOwn = status !== "closed" && !reported && host === null;
    const feed = isOwn ? feedOf(agentType) : undefined;
    const path = transcript === null ? null : (feed?.socketOf(transcript) ?? null);
    if (feed === undefined || path === null) servers.release(id);
    else servers.want(id, path, feed);
  }

  function wantAll(): void {
    if (isFollowed) for (const state of store.sessions()) want(state);
  }

  function stop(): void {
    servers.clear();
    for (const timer of pending.values()) clearTimeout(timer);
    pending.clear();
  }

  return {
    follow(isWanted) {
      if (isWanted === isFollowed) return;
      isFollowed = isWanted;
      if (isWanted) wantAll();
      else stop();
    },
    note({ id, state }) {
      if (!isFollowed) return;
      if (state === null) servers.release(id);
      else want(state);
    },
  };
}
