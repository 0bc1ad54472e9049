// An agent that loads a plugin of ours, as its own process: it hands to the plugin
// what was recorded, one line of JSON on stdin after the other, and says so.
//
//   host.ts <kind> <plugin file>, and what stands on the agent's command line

type Handler = (event: unknown, context?: unknown) => unknown;
/** Hands one event to the plugin. */
type Deliver = (event: string, payload: Record<string, unknown>) => unknown;

const [kind = "", file = ""] = process.argv.slice(2);

/** OpenCode's kind: one handler for its bus, and one for its end. */
async function onBus(listed: unknown): Promise<Deliver> {
  const { AgentConsole } = await import(file);
  const client = { session: { list: async () => listed } };
  const hooks = await AgentConsole({ client, directory: process.cwd() });
  return (event, payload) =>
    event === "dispose()" ? hooks.dispose() : hooks.event({ event: payload });
}

/** pi's kind: a handler for each event, and a context with each. */
async function onEvents(): Promise<Deliver> {
  const handlers = new Map<string, Handler>();
  const plugin = await import(file);
  plugin.default({ on: (name: string, handler: Handler) => void handlers.set(name, handler) });
  return (event, { context, ...payload }) => handlers.get(event)?.(payload, contextOf(context));
}

/** The context as the agent has it, from what was recorded of it. */
function contextOf(recorded: unknown): unknown {
  const { id, file: path, idle, jobs, ...rest } = Object(recorded);
  return {
    ...rest,
    sessionManager: { getSessionId: () => id, getSessionFile: () => path },
    isIdle: () => idle,
    getAsyncJobSnapshot: () => ({ running: Array.from({ length: jobs ?? 0 }) }),
  };
}

let deliver: Deliver | undefined;
for await (const line of console) {
  const { event, payload } = JSON.parse(line);
  // What the agent answers when it is asked for its sessions, as the plugin loads.
  const isList = event === "session.list()";
  deliver ??= kind === "bus" ? await onBus(isList ? payload : { data: [] }) : await onEvents();
  if (!isList) await deliver(event, payload);
  console.log("handed over");
}
