import type { Decided, Holdable } from "../facets/answers.ts";
import type { AskedConversation, AskedHeard, ServerAnswers } from "../facets/server-answers.ts";
import { type Fields, fieldOf, fieldsOf, listOf, textOf } from "../shape/fields.ts";
import { toolOf } from "../shape/rules.ts";
import { wholeOf } from "../shape/whole.ts";
import { feed } from "./feed.ts";
import { INITIALIZED, parseMessage, Requests } from "./json-rpc.ts";

const COMMAND = "item/commandExecution/requestApproval";
const CHANGE = "item/fileChange/requestApproval";
/** Of a request: which one it is, and what else could be decided than this once. */
const ABOUT = new Set([
  ...["kind", "threadId", "turnId", "itemId", "approvalId", "startedAtMs", "commandActions"],
  ...["proposedExecpolicyAmendment", "proposedNetworkPolicyAmendments", "availableDecisions"],
]);
const HELLO = {
  clientInfo: { name: "agent-console-answers", title: "agent-console", version: "1" },
  capabilities: { experimentalApi: false, requestAttestation: false },
};
const NOTHING: AskedHeard = { replies: [] };
const OVER: AskedHeard = { replies: [], isOver: true };

/**
 * Codex's app-server. Seen with 0.169: it asks every client of a thread for an
 * approval, one that joins while it is open too; the dialog in the terminal stands
 * all the while, whichever answers first counts, and a client that is gone changes
 * nothing. A denial has no words there: they are said to the turn that goes on.
 */
export const serverAnswers: ServerAnswers = {
  socketOf(payload) {
    const fields = fieldsOf(payload);
    const isAsked = textOf(fields, "hook_event_name") === "PermissionRequest";
    // A subagent's thread is another one, which its hook does not name.
    const isMain = textOf(fields, "agent_id") === undefined;
    const path = textOf(fields, "transcript_path");
    if (!isAsked || !isMain || path === undefined) return undefined;
    return feed.socketOf(path) ?? undefined;
  },
  open: conversation,
};

function conversation(payload: unknown): AskedConversation {
  const fields = fieldsOf(payload);
  const [threadId, turnId] = [textOf(fields, "session_id"), textOf(fields, "turn_id")];
  const { name, input } = toolOf(fields);
  const isChange = name === "apply_patch";
  const changes = new Map<string, Fields>();
  const requests = new Requests();
  let asked: unknown;
  /** The last request says why it was denied, and is not answered yet. */
  let isAwaited = false;

  function readReply(message: Fields): AskedHeard {
    if (isAwaited && message.id === requests.last) {
      isAwaited = false;
      return NOTHING;
    }
    if (message.error !== undefined) return message.id === requests.last ? OVER : NOTHING;
    const result = fieldsOf(message.result);
    if (message.id === 1) {
      const reads = requests.next("thread/read", { threadId, includeTurns: false });
      return { replies: [INITIALIZED, reads] };
    }
    if (message.id === 2) {
      // One that another process runs (--no-daemon) would be loaded here a second time.
      if (fieldsOf(fieldsOf(result.thread).status).type !== "active") return OVER;
      // What a change is about stands in the turns alone.
      return { replies: [requests.next("thread/resume", { threadId, excludeTurns: !isChange })] };
    }
    noteChanges(result);
    return NOTHING;
  }

  function noteChanges({ thread }: Fields): void {
    for (const turn of listOf(fieldsOf(thread), "turns") ?? []) {
      for (const item of listOf(fieldsOf(turn), "items") ?? []) noteItem(fieldsOf(item));
    }
  }

  function noteItem(item: Fields): void {
    const id = textOf(item, "id");
    if (isChange && id !== undefined && item.type === "fileChange") changes.set(id, item);
  }

  function ofRequest(method: unknown, params: Fields): Holdable | undefined {
    if (textOf(params, "threadId") !== threadId || textOf(params, "turnId") !== turnId) return;
    if (method === COMMAND && !isChange) return commandAsked(params, textOf(input, "command"));
    const item = changes.get(textOf(params, "itemId") ?? "");
    return method === CHANGE && item !== undefined ? changeAsked(params, item) : undefined;
  }

  return {
    hello: [requests.next("initialize", HELLO)],
    read(text) {
      const message = parseMessage(text);
      const { id, method } = message;
      if (method === undefined) return readReply(message);
      const params = fieldsOf(message.params);
      if (id === undefined) {
        if (method === "item/started") noteItem(fieldsOf(params.item));
        const isOver = method === "serverRequest/resolved" && params.requestId === asked;
        return isOver && asked !== undefined ? OVER : NOTHING;
      }
      const found = asked === undefined ? ofRequest(method, params) : undefined;
      if (found === undefined) return NOTHING;
      asked = id;
      return { replies: [], asked: found };
    },
    answer(decided) {
      const words = reasonIn(decided);
      const reply = JSON.stringify({ id: asked, result: { decision: decisionOf(decided) } });
      if (words === undefined) return [reply];
      const says = [{ type: "text", text: words }];
      const steer = { threadId, expectedTurnId: turnId, input: says };
      isAwaited = true;
      return [reply, requests.next("turn/steer", steer)];
    },
    get isAwaited() {
      return isAwaited;
    },
    get bye() {
      return [requests.next("thread/unsubscribe", { threadId })];
    },
  };
}

function reasonIn(decided: Decided): string | undefined {
  return decided.decision === "deny" ? (decided.message ?? undefined) : undefined;
}

// Its own No ends the turn; with a reason it goes on.
function decisionOf(decided: Decided): string {
  if (decided.decision !== "deny") return "accept";
  return decided.message === null ? "cancel" : "decline";
}

/** All that the server says of it; undefined for another command than the hook's, or no plain yes. */
function commandAsked(params: Fields, command: string | undefined): Holdable | undefined {
  const asked = textOf(params, "command");
  if (asked === undefined || command === undefined || !bare(asked).includes(bare(command))) return;
  if (listOf(params, "availableDecisions")?.includes("accept") === false) return;
  const about = Object.entries(params).filter(([key, value]) => !ABOUT.has(key) && value !== null);
  return { detail: wholeOf("command", Object.fromEntries(about), undefined), options: [] };
}

function changeAsked(params: Fields, item: Fields): Holdable | undefined {
  if (fieldOf(params, "grantRoot") != null) return undefined; // more than this once
  const reason = textOf(params, "reason");
  const changes = (listOf(item, "changes") ?? []).map(fieldsOf);
  const members = changes.map((change, at): [string, unknown] => {
    const kind = JSON.stringify(fieldOf(change, "kind") ?? null);
    return [`${at + 1} ${textOf(change, "path") ?? ""} ${kind}`, fieldOf(change, "diff")];
  });
  const what = { ...(reason === undefined ? {} : { reason }), ...Object.fromEntries(members) };
  return changes.length === 0
    ? undefined
    : { detail: wholeOf("change of files", what, undefined), options: [] };
}

/** Without what a shell's quoting adds. */
function bare(command: string): string {
  return command.replace(/['"\\]/g, "");
}
