/** A server of an agent that tells its clients how its sessions stand now. */
export interface Feed {
  /** Where the server listens that runs the session of this record; null when that can't be told. */
  socketOf(transcript: string): string | null;
  /** One connection's messages: pure but for what it remembers of them. */
  open(): FeedConversation;
}

/** What to send on a connection, and what is heard on it. */
export interface FeedConversation {
  /** What to send first. */
  readonly hello: readonly string[];
  /** What to send to hear of a session that is known by now; nothing before the server has answered. */
  ask(sessionId: string): readonly string[];
  /** Reads one message. Never throws for any text. */
  read(message: string): Heard;
}

/** What one message says, and what to send in reply. */
export interface Heard {
  replies: readonly string[];
  words: readonly FeedWord[];
  /** From here on it can be asked. */
  isReady?: boolean;
}

/** What a server says of one of its threads: a session, or a subagent of one by its id. */
export type FeedWord =
  /** How it stands since then; null for now. */
  | { kind: "status"; id: string; status: FeedStatus; atMs: number | null }
  /** A client has begun a session in that folder. */
  | { kind: "began"; id: string; folder: string; atMs: number }
  | { kind: "title"; id: string; title: string | null };

/** `permission` and `question` wait for a person; `failed`: a turn ended in an error. */
export type FeedStatus = "working" | "permission" | "question" | "idle" | "failed";
