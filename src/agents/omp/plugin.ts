/**
 * oh-my-pi (extensions of 18.2.9, run; 18.3.4, read). Handlers are awaited: none
 * waits for anything, and none returns a value, which could change what the agent
 * does. A subagent runs in the same process with the extension loaded anew, in a
 * session file inside its parent's folder; nothing of it is piped, as the turn's
 * end says whether any still run.
 */
export const OMP_BODY = `
const TOOL_EVERY_MS = 10000;
// A question that is left breaks the turn off, some 150 ms later.
const LEFT_MS = 500;
const CHILD = /[/\\\\]\\d{4}-\\d\\d-\\d\\dT[^/\\\\]*_[\\w-]+[/\\\\][^/\\\\]+\\.jsonl$/;

export default function agentConsole(omp) {
  const calls = new Map();
  let lastSent = 0;
  let leaving;
  let isOver = false;
  let isProposed = false;

  const report = (event, ctx, fields, isLast) => {
    const manager = ctx.sessionManager;
    const file = manager.getSessionFile && manager.getSessionFile();
    if ((ctx.agent && ctx.agent.kind === "sub") || (file && CHILD.test(file))) return;
    lastSent = Date.now();
    const payload = { event, session_id: manager.getSessionId(), cwd: ctx.cwd, pid: process.pid, at_ms: lastSent };
    send({ ...payload, ...fields }, isLast);
  };

  const on = (name, handler) => {
    try {
      omp.on(name, (event, ctx) => {
        try {
          handler(event || {}, ctx);
        } catch {
          // An event or a context of a shape we do not know.
        }
      });
    } catch {
      // An event this version does not have.
    }
  };

  const switched = (event, ctx) =>
    report("session_switch", ctx, { reason: event.reason, previousSessionFile: event.previousSessionFile });

  const planIn = ({ result }) => {
    const { xdev } = (result && result.details) || {};
    return xdev && xdev.tool === "propose" && xdev.mode === "execute" && xdev.inner;
  };

  const askEnded = (ctx) => {
    try {
      report("ask_end", ctx, {});
    } catch {
      // Too late: its context is void by now.
    }
  };

  on("session_start", (event, ctx) => {
    isOver = false;
    report("session_start", ctx, {});
  });
  on("session_switch", switched);
  on("session_branch", switched);
  on("session_shutdown", (event, ctx) => {
    clearTimeout(leaving);
    report("session_shutdown", ctx, {}, true);
    isOver = true;
  });
  on("agent_start", (event, ctx) => {
    calls.clear();
    isProposed = false;
    report("agent_start", ctx, {});
  });
  on("agent_end", (event, ctx) => {
    clearTimeout(leaving);
    // Its terminal was closed: it has said so, and then breaks its turn off.
    if (isOver) return;
    // So that its plan can be read and answered, the turn was broken off.
    if (isProposed) return;
    const last = (Array.isArray(event.messages) && event.messages[event.messages.length - 1]) || {};
    const jobs = ctx.getAsyncJobSnapshot && ctx.getAsyncJobSnapshot();
    report("agent_end", ctx, {
      aborted: last.stopReason === "aborted",
      error: last.stopReason === "error" ? String(last.errorMessage || "error").slice(0, 500) : undefined,
      status_code: last.errorStatus,
      goes_on: event.willContinue === true,
      background: (jobs && jobs.running && jobs.running.length) || 0,
    });
  });
  on("auto_retry_start", (event, ctx) =>
    report("auto_retry_start", ctx, { error: String(event.errorMessage || "").slice(0, 500) }));
  on("tool_execution_start", (event, ctx) => {
    const { toolCallId, toolName, args = {} } = event;
    if (toolName === "ask") {
      const [first = {}] = args.questions || [];
      report("ask_start", ctx, { question: String(first.question || "").slice(0, 500) });
      return;
    }
    calls.set(toolCallId, String(args.command || args.path || args.file_path || "").slice(0, 500));
    // Only so that a session that was long silent shows: no process per tool call.
    if (Date.now() - lastSent < TOOL_EVERY_MS) return;
    report("tool_execution_start", ctx, { tool_name: toolName });
  });
  on("tool_execution_end", (event, ctx) => {
    calls.delete(event.toolCallId);
    const plan = !event.isError && planIn(event);
    if (plan && ctx.hasUI !== false) {
      isProposed = true;
      report("plan_proposed", ctx, { title: String(plan.title || "").slice(0, 500) });
    }
    if (event.toolName !== "ask") return;
    clearTimeout(leaving);
    if (!event.isError) return askEnded(ctx);
    leaving = setTimeout(askEnded, LEFT_MS, ctx);
    if (leaving.unref) leaving.unref();
  });
  on("tool_approval_requested", (event, ctx) => {
    const tool_input = { command: calls.get(event.toolCallId) };
    report("tool_approval_requested", ctx, { call: event.toolCallId, tool_name: event.toolName, tool_input });
  });
  on("tool_approval_resolved", (event, ctx) =>
    report("tool_approval_resolved", ctx, { call: event.toolCallId, approved: event.approved }));
}
`;
