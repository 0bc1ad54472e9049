import type { Feed, FeedConversation, FeedWord } from "../../agents/facets/feed.ts";
import type { WebSocketEvents, WebSocketLink } from "../../host/unix-web-socket.ts";
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
import type { Observer } from "./observer.ts";

/** Servers that are listened to at once. */
const MAX_SERVERS = 8;
/** One that could not be reached is not tried again within this. */
const RETRY_MS = 2000;
/** SubagentStop comes within this after the thread has come to rest, or not at all. */
const SUBAGENT_MS = 1500;

export interface FeedsOptions {
  store: Store;
  connect(path: string, events: WebSocketEvents): WebSocketLink | null;
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

/** A server that is listened to. */
interface Line {
  link: WebSocketLink;
  conversation: FeedConversation;
  /** Sessions that it was asked about. */
  asked: Set<string>;
  isReady: boolean;
}

export function createFeeds(options: FeedsOptions): Feeds {
  const { store, update, observer } = options;
  const feedOf = createFeedFormats(wantAll);
  let isFollowed = false;
  /** Map<path of a server's socket, the connection>. */
  const lines = new Map<string, Line>();
  /** Map<path, when it could not be reached>. */
  const failed = new Map<string, number>();
  /** Map<session id, path of its server's socket>. */
  const wanted = new Map<string, string>();
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
      if (known === undefined || report?.title === undefined || report.title === known.title)
        return;
      update((atMs) => store.set(report, atMs));
    } else {
      later(word.id, settledMs("idle"), (nowMs) => observer.noteBegin(word, nowMs));
    }
  }

  function open(path: string, feed: Feed): void {
    const isRecent = Date.now() - (failed.get(path) ?? 0) < RETRY_MS;
    if (isRecent || lines.size >= MAX_SERVERS) return;
    const conversation = feed.open();
    const link = options.connect(path, {
      onOpen() {
        for (const text of conversation.hello) link?.send(text);
      },
      onMessage(text) {
        const { replies, words, isReady = false } = conversation.read(text);
        for (const reply of replies) link?.send(reply);
        const line = lines.get(path);
        if (isReady && line !== undefined) {
          line.isReady = true;
          for (const [id, of] of wanted) if (of === path) ask(line, id);
        }
        for (const word of words) hear(word, Date.now());
      },
      onClose() {
        lines.delete(path);
        failed.set(path, Date.now());
      },
    });
    if (link === null) failed.set(path, Date.now());
    else lines.set(path, { link, conversation, asked: new Set(), isReady: false });
  }

  function ask(line: Line, id: string): void {
    if (!line.isReady || line.asked.has(id)) return;
    line.asked.add(id);
    for (const text of line.conversation.ask(id)) line.link.send(text);
  }

  function drop(path: string): void {
    lines.get(path)?.link.close();
    lines.delete(path);
  }

  function want(state: SessionState): void {
    const { id, status, transcript, agentType, reported, host } = state;
    const isOwn = status !== "closed" && !reported && host === null;
    const feed = isOwn ? feedOf(agentType) : undefined;
    const path = transcript === null ? null : (feed?.socketOf(transcript) ?? null);
    if (feed === undefined || path === null) {
      release(id);
      return;
    }
    wanted.set(id, path);
    const line = lines.get(path);
    if (line === undefined) open(path, feed);
    else ask(line, id);
  }

  function wantAll(): void {
    if (isFollowed) for (const state of store.sessions()) want(state);
  }

  function release(id: string): void {
    const path = wanted.get(id);
    if (path === undefined) return;
    wanted.delete(id);
    if (![...wanted.values()].includes(path)) drop(path);
  }

  function stop(): void {
    for (const path of [...lines.keys()]) drop(path);
    for (const timer of pending.values()) clearTimeout(timer);
    for (const held of [wanted, pending, failed]) held.clear();
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
      if (state === null) release(id);
      else want(state);
    },
  };
}
