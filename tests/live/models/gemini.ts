import { type Json, listOf, type Protocol, textOf } from "./protocol.ts";
import { type Answer, type Turn, wordsOf } from "./script.ts";

const USAGE = { promptTokenCount: 10, candidatesTokenCount: 5, totalTokenCount: 15 };

/** Gemini generateContent and streamGenerateContent (ai.google.dev, read 2026-11). */
export const gemini: Protocol = {
  isAsked: (path) => /[gG]enerateContent$/.test(path),
  // Which model to use, who speaks next: asked with a schema, or without tools.
  isSide: (body) => schemaOf(body) !== undefined || listOf(body.tools).length === 0,
  side: (body) => {
    const schema = JSON.stringify(schemaOf(body) ?? "");
    if (schema.includes("next_speaker")) {
      return JSON.stringify({ reasoning: "it is done", next_speaker: "user" });
    }
    return JSON.stringify({ reasoning: "it is simple", model_choice: "flash" });
  },
  isStreamed: (path) => path.includes("stream"),
  turns: (body) => listOf(body.contents).map(turnOf),
  errorBody: (status) => ({
    error: {
      code: status,
      message: `scripted error ${status}`,
      status: status === 429 ? "RESOURCE_EXHAUSTED" : "INVALID_ARGUMENT",
    },
  }),
  whole: (answer, id) => chunk(id, [...textParts(answer.text), ...callParts(answer, id)], "STOP"),
  begins: () => [],
  async *events(answer, id) {
    for await (const text of wordsOf(answer)) yield { data: chunk(id, textParts(text)) };
    yield { data: chunk(id, callParts(answer, id), "STOP") };
  },
};

function schemaOf({ generationConfig }: Json): unknown {
  if (typeof generationConfig !== "object" || generationConfig === null) return undefined;
  const config: Json = { ...generationConfig };
  return config.responseSchema ?? config.responseJsonSchema;
}

function turnOf({ role, parts }: Json): Turn {
  if (role === "model") return { role: "model", text: "" };
  const isResult = listOf(parts).some((part) => part.functionResponse !== undefined);
  return { role: isResult ? "result" : "user", text: textOf(parts) };
}

function textParts(text: string): Json[] {
  return text === "" ? [] : [{ text }];
}

function callParts({ calls }: Answer, id: string): Json[] {
  return calls.map(({ name, input }, at) => ({
    functionCall: { id: `call_${id}_${at}`, name, args: input },
  }));
}

function chunk(id: string, parts: readonly Json[], finishReason?: string): Json {
  const content = { role: "model", parts };
  return {
    candidates: [{ content, index: 0, ...(finishReason && { finishReason }) }],
    usageMetadata: USAGE,
    modelVersion: "scripted",
    responseId: `response-${id}`,
  };
}
