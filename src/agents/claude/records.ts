import { isNewer } from "../../protocol/semver.ts";
import type { AgentRecord, EndedCall, QueueStep, Records } from "../facets/records.ts";
import { callName } from "../shape/calls.ts";
import { type Fields, fieldsOf, textOf, timeOf } from "../shape/fields.ts";
import { keyPart } from "../shape/tools.ts";
import { entriesUpwards, lastStanding, type ReadEntry } from "../shape/transcript.ts";

/** Sources of a name that a person or the agent gave; the others stand in for one. */
const OWN_NAMES = new Set(["user", "auto"]);
/** In a terminal its records say `waiting` while a dialog is up. */
const DIALOGS_SINCE = "2.1.197";
const INTERRUPTED = "[Request interrupted by user";
/** What a person does beside the turns: `/help`, `! ls`, and what came of it. */
const LOCAL = /^\s*<(command-(name|message|args)|local-command-|bash-(input|stdout|stderr))/;

/**
 * Reads a record of Claude Code's registry, `<config>/sessions/<pid>.json`.
 * Another program's file, undocumented: shape as recorded with CLI 2.1.139 to
 * 2.1.278 (herdrdev/herdr#3414, omnigent-ai/omnigent
 * `claude_native_status_file.py`, anthropics/claude-agent-sdk-typescript#364).
 * It is written when the status changes; `shell` is idle with a shell in the
 * background. `procStart` is field 22 of /proc/<pid>/stat on Linux, `ps -o
 * lstart` in UTC on macOS. `sessionId` is rewritten in place when the process
 * goes on with another session. Between two turns it is idle for 0.03 to 0.8 s
 * (seen with 2.1.332).
 *
 * As seen with 2.1.332: `kind` is `bg` for a process of the background, whose
 * `name` is its `jobId` as long as it is kept ready and has no session of
 * anybody's. A session that was moved there (`←`) leaves `parkedJobId` in the
 * record of the process that it came from, which is not written again.
 */
function parseRecord(text: string): AgentRecord | null {
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    return null; // half written, or something else
  }
  const fields = fieldsOf(record);
  const status = fields.status === "shell" ? "idle" : fields.status;
  const statusMs = numberOf(fields.statusUpdatedAt) ?? numberOf(fields.updatedAt);
  const pid = numberOf(fields.pid);
  const { sessionId } = fields;
  if (typeof sessionId !== "string" || pid === null || statusMs === null) return null;
  const isKeptReady = fields.kind === "bg" && fields.name === fields.jobId;
  const isHeadless = fields.entrypoint === "sdk-cli"; // -p, before its prompt
  const isAtTerminal = fields.kind === "interactive" && fields.entrypoint === "cli";
  if (status !== "busy" && status !== "idle" && status !== "waiting") return null;
  return {
    sessionId,
    pid,
    start: textOf(fields, "procStart") ?? null,
    startedMs: numberOf(fields.startedAt),
    workingDir: textOf(fields, "cwd") ?? null,
    status,
    statusMs,
    // Left over from an earlier wait otherwise: updates are merged into the record.
    tellsDialogs: isAtTerminal && !isNewer(DIALOGS_SINCE, textOf(fields, "version") ?? ""),
    waitingFor: status === "waiting" ? (textOf(fields, "waitingFor") ?? null) : null,
    title: OWN_NAMES.has(String(fields.nameSource)) ? (textOf(fields, "name") ?? null) : null,
    isSpare: status === "idle" && (isKeptReady || isHeadless),
    job: textOf(fields, "jobId") ?? null,
    movedTo: textOf(fields, "parkedJobId") ?? null,
  };
}

// `approve Bash`, `permission prompt`, `input needed`, `dialog open`, …
function asks(waitingFor: string): "permission" | "question" | undefined {
  if (/^approve|permission|request/i.test(waitingFor)) return "permission";
  return /input/i.test(waitingFor) ? "question" : undefined;
}

// A `user` entry whose text begins with the mark, or that names the message it
// broke off (kvsankar/agent-history `docs/analysis/features/interruptions.md`;
// the same as recorded on 2026-09-14).
const readEntry: ReadEntry = (entry) => {
  if (entry.isSidechain === true || entry.isMeta === true) return undefined;
  if (entry.type === "assistant") return "works";
  if (entry.type !== "user") return undefined;
  const said = texts(fieldsOf(entry.message));
  if (said.length > 0 && said.every((text) => LOCAL.test(text))) return undefined;
  const isMarked = said.some((text) => text.startsWith(INTERRUPTED));
  const isEnd = isMarked || typeof entry.interruptedMessageId === "string";
  return isEnd ? { status: "attention", reason: "interrupted", event: "interrupted" } : "works";
};

// Written 0.1 s after the end of each call, also beside others that still run or ask; of
// one that was turned down together with the mark of that, if it ends the turn. What a
// subagent has called is in a file of its own (2.1.332).
function ended(lines: readonly string[]): EndedCall[] {
  const entries = entriesUpwards(lines.filter((line) => line.includes('"tool_result"')));
  const calls = [...entries].flatMap((entry) => {
    const atMs = timeOf(entry.timestamp);
    const scope = scopeOf(entry);
    if (scope === undefined || atMs === undefined) return [];
    return blocksOf(fieldsOf(entry.message)).flatMap((block): EndedCall[] => {
      const id = textOf(block, "tool_use_id");
      const isEnd = block.type === "tool_result" && id !== undefined;
      return isEnd ? [{ call: callName(scope, id), atMs }] : [];
    });
  });
  return calls.toReversed();
}

function scopeOf(entry: Fields): string | undefined {
  if (entry.isSidechain !== true) return "main:";
  const id = textOf(entry, "agentId");
  return id === undefined ? undefined : `agent:${keyPart(id)}:`;
}

const QUEUE_MARK = '"queue-operation"';
const QUEUE: Readonly<Record<string, QueueStep["kind"]>> = {
  enqueue: "put",
  remove: "taken",
  dequeue: "begins",
  popAll: "emptied",
};

// What is typed while it works, be it a prompt, `/compact` or `! ls`, and what wakes it:
// written at once, and again when it leaves the queue (2.1.332).
function queueSteps(lines: readonly string[]): QueueStep[] {
  const entries = [...entriesUpwards(lines.filter((line) => line.includes(QUEUE_MARK)))];
  return entries.toReversed().flatMap(({ type, operation, timestamp }) => {
    const atMs = timeOf(timestamp);
    const kind = Object.hasOwn(QUEUE, String(operation)) ? QUEUE[String(operation)] : undefined;
    const isStep = type === "queue-operation" && kind !== undefined && atMs !== undefined;
    return isStep ? [{ kind, atMs }] : [];
  });
}

/** Claude Code's registry of its own processes, and its transcripts. */
export const records: Records = {
  registry: { parse: parseRecord, asks },
  transcript: {
    standing: (lines) => lastStanding(lines, readEntry),
    ended,
    queue: { mark: QUEUE_MARK, read: queueSteps },
    subagentOf: (path) => /\/subagents\/agent-([\w-]+)\.jsonl$/.exec(path)?.[1],
    subagentFile: (path, id) => `${path.replace(/\.jsonl$/, "")}/subagents/agent-${id}.jsonl`,
  },
};

function texts(message: Fields): string[] {
  if (typeof message.content === "string") return [message.content];
  const said = blocksOf(message).map(({ text }) => text);
  return said.filter((text) => typeof text === "string");
}

function blocksOf({ content }: Fields): Fields[] {
  return Array.isArray(content) ? content.map(fieldsOf) : [];
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : null;
}
