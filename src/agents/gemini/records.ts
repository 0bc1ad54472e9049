import type { Amended, Amendment, Records } from "../facets/records.ts";
import { type Fields, fieldsOf, listOf, textOf, timeOf } from "../shape/fields.ts";
import { lineOf } from "../shape/tools.ts";
import { entriesUpwards, lastStanding, type ReadEntry } from "../shape/transcript.ts";

const CANCELLED = "Request cancelled.";
/** After an error that follows a tool it prompts itself once more: 0.2 s later (0.61.0). */
const CONTINUES_MS = 500;
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
    const end = endOf(entry);
    if (end === undefined) return undefined;
    if (promptMs > atMs + REWRITTEN_MS) return "works";
    const goesOn = entry.type === "error" ? { hold_ms: CONTINUES_MS } : {};
    return { ...end, ...goesOn, event: String(entry.type) };
  };
}

function endOf(entry: Fields): Amended | undefined {
  if (entry.type === "error") return failed(textOf(entry, "content") ?? "");
  if (entry.type !== "info" || entry.content !== CANCELLED) return undefined;
  return { status: "attention", reason: "interrupted", message: null };
}

/** `[API Error: {"error":{"message":"…"}}]`, or words. */
function failed(said: string): Amended {
  const reason = /\b429\b|RESOURCE_EXHAUSTED|quota/i.test(said) ? "rate_limited" : "error";
  const message = lineOf(/"message":\s*"([^"\\]+)/.exec(said)?.[1] ?? said);
  return { status: "attention", reason, message };
}

// Results of tools stand under `user` too.
function isPrompt(entry: Fields): boolean {
  const parts = listOf(entry, "content")?.map(fieldsOf) ?? [];
  return !parts.some((part) => Object.hasOwn(part, "functionResponse"));
}

// AfterAgent is told of every end alike; why it came was written just before.
const amends: Amendment = {
  concerns: ({ status, reason }) => status === "attention" && reason === "turn_done",
  read(_said, lines) {
    for (const entry of entriesUpwards(lines)) {
      const end = endOf(entry);
      if (end !== undefined) return end;
      // An answer is text, the prompt before it has none after it.
      const isAnswer = entry.type === "gemini" && typeof entry.content === "string";
      if (isAnswer || (entry.type === "user" && isPrompt(entry))) return null;
    }
    return undefined;
  },
};

/** Gemini CLI's chat file, JSON Lines (as written by 0.61.0). */
export const records: Records = {
  transcript: { standing: (lines) => lastStanding(lines, createReader()), amends },
};
