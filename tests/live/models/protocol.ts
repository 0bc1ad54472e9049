import type { Answer, Turn } from "./script.ts";

/** A JSON object from outside, of which nothing is known. */
export type Json = Record<string, unknown>;

/** One server-sent event. */
export interface Sent {
  event?: string;
  data: Json | "[DONE]";
}

/** How one provider's interface says what a script does. */
export interface Protocol {
  /** Whether a request of this path is one for an answer. */
  isAsked(path: string): boolean;
  /** Whether it is no part of the conversation: a title, a summary, a classification. */
  isSide(body: Json): boolean;
  turns(body: Json): Turn[];
  errorBody(status: number): Json;
  /** The answer in one piece, for a request that wants no stream. */
  whole(answer: Answer, id: string, body: Json): Json;
  /** How a stream begins: all that comes of an answer that never does. */
  begins(id: string, body: Json): Sent[];
  /** The rest of it. */
  events(answer: Answer, id: string, body: Json): AsyncGenerator<Sent>;
  /** What a side request is answered with; plain words where it is left out. */
  side?(body: Json): string;
  /** Whether it wants a stream; `stream: true` in the body where it is left out. */
  isStreamed?(path: string): boolean;
}

/** The objects of a list, none for anything else. */
export function listOf(value: unknown): Json[] {
  if (!Array.isArray(value)) return [];
  return value.filter((one): one is Json => typeof one === "object" && one !== null);
}

/** All words of a message, whose content is text or a list of parts. */
export function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  return listOf(content)
    .map((part) => (typeof part.text === "string" ? part.text : textOf(part.content)))
    .join("\n");
}
