import type { Records } from "../facets/records.ts";
import { type Fields, fieldsOf, listOf, textOf, timeOf } from "../shape/fields.ts";
import { lineOf } from "../shape/tools.ts";
import { lastStanding, type ReadEntry } from "../shape/transcript.ts";

const CANCELLED = "Request cancelled.";
/** After No at a dialog the whole history is written once more, within 10 ms (0.61.0). */
const REWRITTEN_MS = 250;

/**
 * `info` and `error` are lines of the screen. Esc and No write the first in the
 * same instant, an error comes once nothing is retried any more; AfterAgent, if
 * any, later. `gemini` entries tell nothing: they are written again with results.
 */
function createReader(): ReadEntry {
  let promptMs = 0;
  return (entry) => {
    const atMs = timeOf(entry.timestamp) ?? 0;
    if (entry.type === "user" && isPrompt(entry)) promptMs = Math.max(promptMs, atMs);
    const isCancelled = entry.type === "info" && entry.content === CANCELLED;
    if (!isCancelled && entry.type !== "error") return undefined;
    if (promptMs > atMs + REWRITTEN_MS) return "works";
    return isCancelled
      ? { status: "attention", reason: "interrupted", event: "cancelled" }
      : failed(textOf(entry, "content") ?? "");
  };
}

/** `[API Error: {"error":{"message":"…"}}]`, or words. */
function failed(said: string): ReturnType<ReadEntry> {
  const reason = /\b429\b|RESOURCE_EXHAUSTED|quota/i.test(said) ? "rate_limited" : "error";
  const message = lineOf(/"message":\s*"([^"\\]+)/.exec(said)?.[1] ?? said);
  return { status: "attention", reason, message, event: "error" };
}

// Results of tools stand under `user` too.
function isPrompt(entry: Fields): boolean {
  const parts = listOf(entry, "content")?.map(fieldsOf) ?? [];
  return !parts.some((part) => Object.hasOwn(part, "functionResponse"));
}

/** Gemini CLI's chat file, JSON Lines (as written by 0.61.0). */
export const records: Records = {
  transcript: { standing: (lines) => lastStanding(lines, createReader()) },
};
