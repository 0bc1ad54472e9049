import type { Feed, FeedConversation, FeedWord } from "../../agents/facets/feed.ts";
import type { WebSocketEvents, WebSocketLink } from "../../host/unix-web-socket.ts";

/** Servers that are listened to at once. */
const MAX_SERVERS = 8;
/** One that could not be reached is not tried again within this. */
const RETRY_MS = 2000;

/** Connects to a server's socket; null where there is none. */
export type ConnectFeed = (path: string, events: WebSocketEvents) => WebSocketLink | null;

/** A server that is listened to. */
interface Server {
  link: WebSocketLink;
  conversation: FeedConversation;
  /** Sessions that it was asked about. */
  asked: Set<string>;
  isReady: boolean;
}

/** The agents' servers, each listened to as long as it runs a session that is known. */
export class FeedServers {
  readonly #connect: ConnectFeed;
  readonly #hear: (word: FeedWord) => void;
  /** `Map<path of its socket, server>` */
  readonly #servers = new Map<string, Server>();
  /** `Map<path, when it could not be reached>` */
  readonly #failedMs = new Map<string, number>();
  /** `Map<session id, path of its server's socket>` */
  readonly #wanted = new Map<string, string>();

  /** @param hear takes what a server says. */
  constructor(connect: ConnectFeed, hear: (word: FeedWord) => void) {
    this.#connect = connect;
    this.#hear = hear;
  }

  /** The session is run by the server there: it is asked how that one stands. */
  want(id: string, path: string, feed: Feed): void {
    this.#wanted.set(id, path);
    const server = this.#servers.get(path);
    if (server === undefined) this.#open(path, feed);
    else ask(server, id);
  }

  /** No server runs the session any more. */
  release(id: string): void {
    const path = this.#wanted.get(id);
    if (path === undefined) return;
    this.#wanted.delete(id);
    if (![...this.#wanted.values()].includes(path)) this.#drop(path);
  }

  /** Listens to none any more. */
  clear(): void {
    for (const path of [...this.#servers.keys()]) this.#drop(path);
    this.#wanted.clear();
    this.#failedMs.clear();
  }

  #open(path: string, feed: Feed): void {
    const isRecent = Date.now() - (this.#failedMs.get(path) ?? 0) < RETRY_MS;
    if (isRecent || this.#servers.size >= MAX_SERVERS) return;
    const conversation = feed.open();
    const link = this.#connect(path, {
      onOpen() {
        for (const text of conversation.hello) link?.send(text);
      },
      onMessage: (text) => this.#read(path, conversation, text),
      onClose: () => {
        this.#servers.delete(path);
        this.#failedMs.set(path, Date.now());
      },
    });
    if (link === null) this.#failedMs.set(path, Date.now());
    else this.#servers.set(path, { link, conversation, asked: new Set(), isReady: false });
  }

  #read(path: string, conversation: FeedConversation, text: string): void {
    const { replies, words, isReady = false } = conversation.read(text);
    const server = this.#servers.get(path);
    for (const reply of replies) server?.link.send(reply);
    if (isReady && server !== undefined) {
      server.isReady = true;
      for (const [id, of] of this.#wanted) if (of === path) ask(server, id);
    }
    for (const word of words) this.#hear(word);
  }

  #drop(path: string): void {
    this.#servers.get(path)?.link.close();
    this.#servers.delete(path);
  }
}

function ask(server: Server, id: string): void {
  if (!server.isReady || server.asked.has(id)) return;
  server.asked.add(id);
  for (const text of server.conversation.ask(id)) server.link.send(text);
}
