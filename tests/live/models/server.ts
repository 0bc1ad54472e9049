import { anthropic } from "./anthropic.ts";
import { chat } from "./chat.ts";
import { gemini } from "./gemini.ts";
import type { Json, Protocol, Sent } from "./protocol.ts";
import { responses } from "./responses.ts";
import { chooseMove, type Move, PLAN_FILE, type Script, say } from "./script.ts";

const PROTOCOLS: readonly Protocol[] = [anthropic, responses, chat, gemini];

/** The scripted models: one server on loopback for every scenario that runs. */
export interface Models extends Disposable {
  /**
   * @param hasTools whether a request without tools is one beside the conversation.
   * @returns the base address at which a scenario's model is reached.
   */
  serve(key: string, script: Script, hasTools?: boolean): string;
  port: number;
  /** Requests that no protocol knows, one line each; what an agent asked for and did not get. */
  readonly unknown: readonly string[];
}

/** A title, where an agent asks for one beside the conversation. */
const SIDE_ANSWER = JSON.stringify({ title: "Scripted session" });

export function startModels(): Models {
  const scripts = new Map<string, Scripted>();
  const unknown: string[] = [];
  let asked = 0;
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    async fetch(request) {
      const { pathname } = new URL(request.url);
      const [key = "", ...rest] = pathname.slice(1).split("/");
      const path = `/${rest.join("/")}`;
      const script = scripts.get(key);
      const protocol = PROTOCOLS.find((one) => one.isAsked(path));
      if (script === undefined || protocol === undefined || request.method !== "POST") {
        unknown.push(`${request.method} ${pathname}`);
        return otherAnswer(path);
      }
      asked += 1;
      return answer(protocol, script, path, await bodyOf(request), String(asked));
    },
  });
  return {
    port: server.port ?? 0,
    unknown,
    serve(key, script, hasTools = true) {
      scripts.set(key, { script, hasTools });
      return `http://127.0.0.1:${server.port}/${key}`;
    },
    [Symbol.dispose]: () => void server.stop(true),
  };
}

interface Scripted {
  script: Script;
  hasTools: boolean;
}

function answer(
  protocol: Protocol,
  { script, hasTools }: Scripted,
  path: string,
  body: Json,
  id: string,
) {
  const move =
    hasTools && protocol.isSide(body)
      ? say(protocol.side?.(body) ?? SIDE_ANSWER)
      : withPlanFile(chooseMove(script, protocol.turns(body)), body);
  if (move.kind === "fail") {
    return Response.json(protocol.errorBody(move.status), { status: move.status });
  }
  const isStreamed = protocol.isStreamed?.(path) ?? body.stream === true;
  if (!isStreamed) {
    // Of an answer that never comes, the agent hears nothing.
    if (move.kind === "silent") return new Promise<Response>(() => {});
    return Response.json(protocol.whole(move, id, body));
  }
  const headers = { "content-type": "text/event-stream", "cache-control": "no-cache" };
  const first = protocol.begins(id, body);
  const rest = move.kind === "silent" ? undefined : protocol.events(move, id, body);
  return new Response(streamOf(first, rest), { headers });
}

function withPlanFile(move: Move, body: Json): Move {
  if (move.kind !== "answer" || !JSON.stringify(move.calls).includes(PLAN_FILE)) return move;
  const path = /\/[\w/.-]*plans\/[\w-]+\.md/.exec(JSON.stringify(body))?.[0] ?? PLAN_FILE;
  const calls = JSON.stringify(move.calls).replaceAll(PLAN_FILE, path);
  return { ...move, calls: JSON.parse(calls) };
}

/** Server-sent events; without a rest the stream stays open until the agent hangs up. */
function streamOf(first: readonly Sent[], rest: AsyncGenerator<Sent> | undefined) {
  const encoder = new TextEncoder();
  const encode = ({ event, data }: Sent): Uint8Array => {
    const name = event === undefined ? "" : `event: ${event}\n`;
    return encoder.encode(
      `${name}data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`,
    );
  };
  return new ReadableStream<Uint8Array>({
    start(controller) {
      for (const sent of first) controller.enqueue(encode(sent));
    },
    async pull(controller) {
      if (rest === undefined) return new Promise(() => {});
      const { done, value } = await rest.next();
      if (done) controller.close();
      else controller.enqueue(encode(value));
    },
    async cancel() {
      await rest?.return(undefined);
    },
  });
}

/** Counting tokens and listing models: asked beside the conversation, harmless to answer. */
function otherAnswer(path: string): Response {
  if (/count_?tokens/i.test(path)) return Response.json({ input_tokens: 100, totalTokens: 100 });
  if (path.endsWith("/models")) {
    const model = { id: "scripted", object: "model", created: 1, owned_by: "scripted" };
    return Response.json({ object: "list", data: [model], models: [] });
  }
  return Response.json({ error: { message: "not here", code: 404 } }, { status: 404 });
}

async function bodyOf(request: Request): Promise<Json> {
  // A body of an agent is its own business: what is no JSON is a request without words.
  const body: unknown = await request.json().catch(() => ({}));
  return typeof body === "object" && body !== null ? { ...body } : {};
}
