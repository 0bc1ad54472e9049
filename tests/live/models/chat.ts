import { type Json, listOf, type Protocol, textOf } from "./protocol.ts";
import { type Answer, type Turn, wordsOf } from "./script.ts";

const USAGE = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
const ROLES: Readonly<Record<string, Turn["role"]>> = { assistant: "model", user: "user" };

/** OpenAI Chat Completions (platform.openai.com, Streaming, read 2026-11). */
export const chat: Protocol = {
  isAsked: (path) => path.endsWith("/chat/completions"),
  isSide: (body) => listOf(body.tools).length === 0,
  side: () => "Scripted session",
  turns: (body) =>
    listOf(body.messages).map(({ role, content }) => ({
      role: ROLES[String(role)] ?? "result",
      text: textOf(content),
    })),
  errorBody: (status) => ({
    error: {
      message: `scripted error ${status}`,
      type: status === 429 ? "rate_limit_error" : "invalid_request_error",
      code: String(status),
    },
  }),
  whole: (answer, id) => ({
    id: `chatcmpl-${id}`,
    object: "chat.completion",
    created: 1,
    model: "scripted",
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: answer.text, ...callsOf(answer, id) },
        finish_reason: finishOf(answer),
      },
    ],
    usage: USAGE,
  }),
  begins: (id) => [chunk(id, { role: "assistant", content: "" })],
  async *events(answer, id) {
    for await (const content of wordsOf(answer)) yield chunk(id, { content });
    if (answer.calls.length > 0) yield chunk(id, callsOf(answer, id));
    yield chunk(id, {}, finishOf(answer));
    yield { data: { ...frame(id), choices: [], usage: USAGE } };
    yield { data: "[DONE]" };
  },
};

function frame(id: string): Json {
  return {
    id: `chatcmpl-${id}`,
    object: "chat.completion.chunk",
    created: Math.floor(Date.now() / 1000),
    model: "scripted",
  };
}

function chunk(id: string, delta: Json, finish: string | null = null) {
  return { data: { ...frame(id), choices: [{ index: 0, delta, finish_reason: finish }] } };
}

function callsOf({ calls }: Answer, id: string): Json {
  if (calls.length === 0) return {};
  const list = calls.map(({ name, input }, index) => ({
    index,
    id: `call_${id}_${index}`,
    type: "function",
    function: { name, arguments: JSON.stringify(input) },
  }));
  return { tool_calls: list };
}

function finishOf({ calls }: Answer): string {
  return calls.length > 0 ? "tool_calls" : "stop";
}
