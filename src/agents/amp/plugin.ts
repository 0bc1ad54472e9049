/** Amp (its plugin interface is experimental; read mid 2026). `tool.call` decides whether a tool runs: left alone. */
export const AMP_BODY = `
const TOOL_EVERY_MS = 10000;

export default function agentConsole(amp) {
  const threads = new Set();
  let lastSent = 0;

  const cwd = () => {
    try {
      const root = amp.system && amp.system.workspaceRoot;
      if (root && amp.helpers && amp.helpers.filePathFromURI) return amp.helpers.filePathFromURI(root);
    } catch {
      // Not to be had in this version.
    }
    return process.cwd();
  };

  const report = (event, thread, fields, isLast) => {
    lastSent = Date.now();
    send({ event, session_id: thread, cwd: cwd(), pid: process.pid, at_ms: lastSent, ...fields }, isLast);
  };

  const on = (name, handler) => {
    try {
      amp.on(name, (event, ctx) => {
        try {
          const thread = (event && event.thread && event.thread.id) || (ctx && ctx.thread && ctx.thread.id);
          if (thread) {
            threads.add(thread);
            handler(event || {}, thread);
          }
        } catch {
          // An event of a shape we do not know.
        }
        // agent.start wants an object back; the others ask for nothing.
        return name === "agent.start" ? {} : undefined;
      });
    } catch {
      // An event this version does not have.
    }
  };

  on("session.start", (event, thread) => report("session.start", thread, {}));
  on("agent.start", (event, thread) => report("agent.start", thread, {}));
  on("agent.end", (event, thread) => report("agent.end", thread, { status: event.status }));
  // Only so that a thread that was long silent shows: no process per tool call.
  on("tool.result", (event, thread) => {
    if (Date.now() - lastSent < TOOL_EVERY_MS) return;
    report("tool.result", thread, { tool_name: event.tool, status: event.status });
  });
  try {
    amp.onDispose(() => {
      for (const thread of threads) report("dispose", thread, {}, true);
      threads.clear();
    });
  } catch {
    // Not in this version: the end shows when the process is gone.
  }
}
`;
