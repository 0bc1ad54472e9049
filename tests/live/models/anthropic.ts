import type { Json, Protocol } from "./protocol.ts";
import { listOf, textOf } from "./protocol.ts";
import { type Answer, type Turn, wordsOf } from "./script.ts";

const USAGE = {
  input_tokens: 100,
  output_tokens: 10,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
};
const ERRORS: Readonly<Record<number, string>> = {
  400: "invalid_request_error",
  401: "authentication_error",
  429: "rate_limit_error",
  529: "overloaded_error",
};

/** Anthropic Messages (docs.anthropic.com, Streaming, read 2026-11). */
export const anthropic: Protocol = {
  isAsked: (path) => path.endsWith("/v1/messages"),
  isSide: (body) => listOf(body.tools).length === 0,
  turns: (body) => listOf(body.messages).flatMap(turnsOf),
  errorBody: (status) => ({
    type: "error",
    error: { type: ERRORS[status] ?? "api_error", message: `scripted error ${status}` },
  }),
  whole: (answer, id, body) => ({
    ...emptyMessage(id, body),
    content: [{ type: "text", text: answer.text }, ...toolsOf(answer, id)],
    stop_reason: stopOf(answer),
  }),
  begins: (id, body) => [event("message_start", { message: emptyMessage(id, body) })],
  async *events(answer, id) {
    let index = 0;
    const started = (block: Json) => event("content_block_start", { index, content_block: block });
    const delta = (fields: Json) => event("content_block_delta", { index, delta: fields });
    const stopped = () => event("content_block_stop", { index: index++ });
    if (answer.text !== "") {
      yield started({ type: "text", text: "" });
      for await (const text of wordsOf(answer)) yield delta({ type: "text_delta", text });
      yield stopped();
    }
    for (const tool of toolsOf(answer, id)) {
      yield started({ ...tool, input: {} });
      yield delta({ type: "input_json_delta", partial_json: JSON.stringify(tool.input) });
      yield stopped();
    }
    const reason = { stop_reason: stopOf(answer), stop_sequence: null };
    yield event("message_delta", { delta: reason, usage: { output_tokens: 10 } });
    yield event("message_stop", {});
  },
};

function event(type: string, fields: Json) {
  return { event: type, data: { type, ...fields } };
}

function turnsOf(message: Json): Turn[] {
  if (message.role === "assistant") return [{ role: "model", text: "" }];
  const parts = listOf(message.content);
  const isResult = parts.some((part) => part.type === "tool_result");
  return [{ role: isResult ? "result" : "user", text: textOf(message.content) }];
}

function emptyMessage(id: string, body: Json): Json {
  return {
    id: `msg_${id}`,
    type: "message",
    role: "assistant",
    model: body.model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: USAGE,
  };
}

function toolsOf({ calls }: Answer, id: string): Json[] {
  return calls.map(({ name, input }, at) => ({
    type: "tool_use",
    id: `toolu_${id}_${at}`,
    name,
    input,
  }));
}

function stopOf({ calls }: Answer): string {
  return calls.length > 0 ? "tool_use" : "end_turn";
}
