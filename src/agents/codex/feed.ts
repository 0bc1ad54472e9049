import type { Feed, FeedConversation, FeedStatus, FeedWord, Heard } from "../facets/feed.ts";
import { type Fields, fieldsOf, listOf, textOf, timeOf } from "../shape/fields.ts";
import { INITIALIZED, parseMessage, Requests } from "./json-rpc.ts";

/** Threads remembered as left; to leave one again does nothing. */
const MAX_LEFT = 1000;
const NOTHING: Heard = { replies: [], words: [] };

// Only these are of use: the others hold what was said, and threads of subagents tell
// every client of theirs (app-server protocol of 0.169).
const UNHEARD = [
  ...["error", "warning", "guardianWarning", "deprecationNotice", "configWarning"],
  ...["hook/started", "hook/completed", "turn/started", "turn/completed", "item/started"],
  ...["item/completed", "item/agentMessage/delta", "item/plan/delta", "turn/plan/updated"],
  ...["item/reasoning/summaryTextDelta", "item/reasoning/summaryPartAdded"],
  ...["item/reasoning/textDelta", "item/commandExecution/outputDelta", "turn/diff/updated"],
  ...["item/commandExecution/terminalInteraction", "item/fileChange/outputDelta"],
  ...["item/fileChange/patchUpdated", "item/mcpToolCall/progress", "rawResponseItem/completed"],
  ...["rawResponse/completed", "thread/tokenUsage/updated", "thread/settings/updated"],
  ...["thread/compacted", "thread/goal/updated", "thread/prediction/updated"],
  ...["account/rateLimits/updated", "account/updated", "mcpServer/startupStatus/updated"],
  ...["skills/changed", "app/list/updated", "fs/changed", "remoteControl/status/changed"],
];

const HELLO = {
  clientInfo: { name: "agent-console", title: "agent-console", version: "1" },
  capabilities: {
    experimentalApi: false,
    requestAttestation: false,
    optOutNotificationMethods: UNHEARD,
  },
};

function conversation(): FeedConversation {
  const requests = new Requests();
  let isReady = false;
  const left = new Set<string>();

  // Every client is subscribed to the threads of subagents, and asked for approvals there.
  function leave(threadId: string): string[] {
    if (left.has(threadId)) return [];
    if (left.size >= MAX_LEFT) left.clear();
    left.add(threadId);
    return [requests.next("thread/unsubscribe", { threadId })];
  }

  return {
    hello: [requests.next("initialize", HELLO)],
    ask: (threadId) =>
      isReady ? [requests.next("thread/read", { threadId, includeTurns: false })] : [],
    read(text) {
      const message = parseMessage(text);
      const { method, params, result } = message;
      if (method === undefined && !isReady && result !== undefined) {
        isReady = true;
        return { replies: [INITIALIZED], words: [], isReady };
      }
      const atMs = timeOf(message.emittedAtMs);
      if (method === undefined) return { replies: [], words: wordsOfThread(fieldsOf(result)) };
      // A request to its clients: the person's own answers it.
      if (message.id !== undefined || atMs === undefined) return NOTHING;
      const words = wordsOf(method, fieldsOf(params), atMs);
      return {
        replies: words.flatMap(({ kind, id }) => (kind === "status" ? leave(id) : [])),
        words,
      };
    },
  };
}

function wordsOf(method: unknown, params: Fields, atMs: number): FeedWord[] {
  const id = textOf(params, "threadId");
  if (method === "thread/status/changed" && id !== undefined) {
    const status = statusOf(fieldsOf(params.status));
    return status === undefined ? [] : [{ kind: "status", id, status, atMs }];
  }
  if (method === "thread/name/updated" && id !== undefined) {
    return [{ kind: "title", id, title: textOf(params, "threadName") ?? null }];
  }
  const thread = fieldsOf(params.thread);
  const [began, folder] = [textOf(thread, "id"), textOf(thread, "cwd")];
  const isOwn = thread.ephemeral === true || textOf(thread, "parentThreadId") !== undefined;
  if (method !== "thread/started" || isOwn) return [];
  return began === undefined || folder === undefined
    ? []
    : [{ kind: "began", id: began, folder, atMs }];
}

// The answer to `thread/read`: how it stands now, whenever that began.
function wordsOfThread({ thread }: Fields): FeedWord[] {
  const fields = fieldsOf(thread);
  const id = textOf(fields, "id");
  if (id === undefined) return [];
  const [title, status] = [textOf(fields, "name"), statusOf(fieldsOf(fields.status))];
  return [
    ...(title === undefined ? [] : [{ kind: "title", id, title } as const]),
    ...(status === undefined ? [] : [{ kind: "status", id, status, atMs: null } as const]),
  ];
}

function statusOf(status: Fields): FeedStatus | undefined {
  switch (status.type) {
    case "idle":
      return "idle";
    case "systemError":
      return "failed";
    case "active": {
      const flags = listOf(status, "activeFlags") ?? [];
      if (flags.includes("waitingOnApproval")) return "permission";
      return flags.includes("waitingOnUserInput") ? "question" : "working";
    }
    default:
      return undefined; // notLoaded: SessionEnd tells of that
  }
}

/**
 * Codex's app-server daemon, which plain `codex` starts: JSON-RPC over WebSocket at
 * a socket in its folder (seen with 0.169, where it is marked experimental). A
 * client that is initialised hears how all threads stand.
 */
export const feed: Feed = {
  socketOf(transcript) {
    const [, home] = /^(\/.*)\/sessions\/\d{4}\/\d\d\/\d\d\/[^/]+$/.exec(transcript) ?? [];
    return home === undefined ? null : `${home}/app-server-control/app-server-control.sock`;
  },
  open: conversation,
};
