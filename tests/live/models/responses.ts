import { type Json, listOf, type Protocol, textOf } from "./protocol.ts";
import { type ToolCall, type Turn, wordsOf } from "./script.ts";

const USAGE = {
  input_tokens: 10,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 5,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 15,
};

/** OpenAI Responses (platform.openai.com, Streaming events, read 2026-11), as Codex asks it. */
export const responses: Protocol = {
  isAsked: (path) => path.endsWith("/responses"),
  // A title is asked for in a form of its own; tools are no mark, Codex names none.
  isSide: ({ text }) => JSON.stringify(text ?? "").includes("json_schema"),
  turns: turnsOf,
  errorBody: (status) => ({
    error: {
      message: `scripted error ${status}`,
      type: status === 429 ? "rate_limit_exceeded" : "server_error",
      code: String(status),
    },
  }),
  whole: (answer, id, body) =>
    completed(id, body, [
      ...(answer.text === "" ? [] : [messageItem(id, answer.text)]),
      ...answer.calls.map((call, at) => callItem(call, `${id}_${at}`)),
    ]),
  begins: (id, body) => [event("response.created", { response: opened(id, body) })],
  async *events(answer, id, body) {
    const items: Json[] = [];
    const place = () => ({ output_index: items.length });
    if (answer.text !== "") {
      const about = { item_id: `msg_${id}`, ...place(), content_index: 0 };
      const item = { ...messageItem(id, ""), status: "in_progress", content: [] };
      yield event("response.output_item.added", { ...place(), item });
      yield event("response.content_part.added", { ...about, part: textPart("") });
      let whole = "";
      for await (const delta of wordsOf(answer)) {
        whole += delta;
        yield event("response.output_text.delta", { ...about, delta });
      }
      yield event("response.output_text.done", { ...about, text: whole });
      yield event("response.content_part.done", { ...about, part: textPart(whole) });
      yield event("response.output_item.done", { ...place(), item: messageItem(id, whole) });
      items.push(messageItem(id, whole));
    }
    for (const [at, call] of answer.calls.entries()) {
      const item = callItem(call, `${id}_${at}`);
      yield event("response.output_item.added", {
        ...place(),
        item: { ...item, status: "in_progress" },
      });
      yield event("response.output_item.done", { ...place(), item });
      items.push(item);
    }
    yield event("response.completed", { response: completed(id, body, items) });
  },
};

function turnsOf(body: Json): Turn[] {
  if (typeof body.input === "string") return [{ role: "user", text: body.input }];
  return listOf(body.input).map((item) => {
    const type = String(item.type ?? "message");
    if (type.endsWith("_output")) return { role: "result", text: "" };
    // A task for another agent of Codex's comes as a message of its own kind, in parts of its own.
    if (type === "agent_message") return { role: "user", text: JSON.stringify(item.content) };
    return { role: roleOf(item), text: textOf(item.content) };
  });
}

// Instructions are nobody's turn: they must not count as an answer.
function roleOf({ role }: Json): Turn["role"] {
  if (role === "user") return "user";
  return role === "developer" || role === "system" ? "result" : "model";
}

function event(type: string, fields: Json) {
  return { event: type, data: { type, sequence_number: 0, ...fields } };
}

function opened(id: string, body: Json): Json {
  const { model } = body;
  return {
    id: `resp_${id}`,
    object: "response",
    created_at: 1,
    status: "in_progress",
    model,
    output: [],
  };
}

function completed(id: string, body: Json, output: readonly Json[]): Json {
  return { ...opened(id, body), status: "completed", output, usage: USAGE };
}

function messageItem(id: string, text: string): Json {
  const content = [textPart(text)];
  return { type: "message", role: "assistant", id: `msg_${id}`, status: "completed", content };
}

function textPart(text: string): Json {
  return { type: "output_text", text, annotations: [] };
}

function callItem({ name, namespace, input, isCustom }: ToolCall, id: string): Json {
  const common = {
    name,
    call_id: `call_${id}`,
    status: "completed",
    ...(namespace && { namespace }),
  };
  if (isCustom) return { type: "custom_tool_call", id: `ctc_${id}`, ...common, input: input.text };
  return { type: "function_call", id: `fc_${id}`, ...common, arguments: JSON.stringify(input) };
}
