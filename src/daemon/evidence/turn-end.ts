// How agents mark in their transcripts that a turn is over. Pure.

/** The end of a turn, as a transcript tells it. */
export interface TurnEnd {
  atMs: number;
  reason: "interrupted" | "turn_done";
  /** The transcript's own name for it. */
  event: string;
}

type Fields = Readonly<Record<string, unknown>>;
/** What one entry says: the turn goes on, it has ended, or (undefined) nothing of that. */
type Reader = (entry: Fields) => Omit<TurnEnd, "atMs"> | "goes_on" | undefined;

const INTERRUPTED = "[Request interrupted by user";

/**
 * Agent type -> how its transcript's entries are read.
 *
 * - Claude Code: a `user` entry whose text begins with the mark, or that names the
 *   message it broke off (kvsankar/agent-history `docs/analysis/features/
 *   interruptions.md`; the same as recorded on 2026-09-14).
 * - Codex: `event_msg` entries `task_complete` and `turn_aborted` with a reason
 *   (codex-rs rollouts as recorded up to 2026-09; later versions say `turn_…`).
 */
const READERS: Readonly<Record<string, Reader>> = {
  claudecode(entry) {
    if (entry.isSidechain === true || entry.isMeta === true) return undefined;
    if (entry.type === "assistant") return "goes_on";
    if (entry.type !== "user") return undefined;
    const isMarked = texts(fieldsOf(entry.message).content).some((t) => t.startsWith(INTERRUPTED));
    const isEnd = isMarked || typeof entry.interruptedMessageId === "string";
    return isEnd ? { reason: "interrupted", event: "interrupted" } : "goes_on";
  },
  codex(entry) {
    if (entry.type !== "event_msg") return undefined;
    const { type, reason } = fieldsOf(entry.payload);
    switch (type) {
      case "task_complete":
      case "turn_complete":
        return { reason: "turn_done", event: "task_complete" };
      case "turn_aborted":
        // Any other reason, such as `replaced`, has a turn of its own after it.
        return reason === undefined || reason === "interrupted"
          ? { reason: "interrupted", event: "turn_aborted" }
          : "goes_on";
      case "task_started":
      case "turn_started":
      case "user_message":
        return "goes_on";
      default:
        return undefined;
    }
  },
};

/**
 * Looks from the last line up for the first entry that tells whether the turn is
 * over. @returns null when it goes on, or nothing tells.
 */
export function findTurnEnd(agentType: string, lines: readonly string[]): TurnEnd | null {
  const read = Object.hasOwn(READERS, agentType) ? READERS[agentType] : undefined;
  if (read === undefined) return null;
  for (const line of lines.toReversed()) {
    const entry = parse(line);
    const said = entry === undefined ? undefined : read(entry);
    if (entry === undefined || said === undefined) continue;
    if (said === "goes_on") return null;
    const atMs = Date.parse(String(entry.timestamp));
    return Number.isSafeInteger(atMs) ? { ...said, atMs } : null;
  }
  return null;
}

/** Whether anything is known of how transcripts of this agent are to be read. */
export function isReadable(agentType: string): boolean {
  return Object.hasOwn(READERS, agentType);
}

function parse(line: string): Fields | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return fieldsOf(JSON.parse(line));
  } catch {
    return undefined; // the line being written
  }
}

function texts(content: unknown): string[] {
  if (typeof content === "string") return [content];
  if (!Array.isArray(content)) return [];
  return content.map((block) => fieldsOf(block).text).filter((text) => typeof text === "string");
}

function fieldsOf(value: unknown): Fields {
  // Any object can be read by key; what it holds stays unknown.
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}
