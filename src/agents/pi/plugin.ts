import { HAS_TERMINAL } from "../shape/plugin-terminal.ts";

/**
 * pi (extensions page of 1.5.2). A dialog that an extension draws by itself has no
 * title: the call that it belongs to says what is asked. Versions without agent_settled are told by its
 * not following an agent_end; nothing is registered that could change what the
 * agent does.
 */
export const PI_BODY = `
const TOOL_EVERY_MS = 10000;
${HAS_TERMINAL}
const askedBy = ({ toolName, args = {} }) => {
  const [first = {}] = args.questions || [];
  return String(first.question || args.question || args.message || toolName).slice(0, 500);
};

export default function agentConsole(pi) {
  let hasSettled = false;
  let isRunning = false;
  let lastSent = 0;
  let error;
  let settling;
  const calls = new Map();
  const hadTerminal = hasTerminal();

  const report = (event, ctx, fields, isLast) => {
    try {
      const manager = ctx && ctx.sessionManager;
      const id = manager && manager.getSessionId ? manager.getSessionId() : undefined;
      lastSent = Date.now();
      const payload = { event, session_id: id || "pi-" + process.pid, cwd: ctx && ctx.cwd, pid: process.pid, at_ms: lastSent };
      send({ ...payload, ...fields }, isLast);
    } catch {
      // A context of a shape we do not know.
    }
  };

  const on = (name, handler) => {
    try {
      pi.on(name, (event, ctx) => {
        try {
          handler(event || {}, ctx);
        } catch {
          // An event of a shape we do not know.
        }
      });
    } catch {
      // An event this version does not have.
    }
  };

  on("session_start", (event, ctx) =>
    report("session_start", ctx, { reason: event.reason, previousSessionFile: event.previousSessionFile }));
  on("session_shutdown", (event, ctx) => {
    clearTimeout(settling);
    report("session_shutdown", ctx, { reason: event.reason }, true);
  });
  on("agent_start", (event, ctx) => {
    clearTimeout(settling);
    isRunning = true;
    error = undefined;
    calls.clear();
    report("agent_start", ctx, {});
  });
  on("agent_end", (event, ctx) => {
    const last = Array.isArray(event.messages) ? event.messages[event.messages.length - 1] : undefined;
    const stopReason = last && last.stopReason;
    error = stopReason === "error" ? String(last.errorMessage || "error").slice(0, 500) : undefined;
    if (hasSettled) return;
    clearTimeout(settling);
    settling = setTimeout(() => {
      isRunning = false;
      report("agent_end", ctx, { final: true, aborted: stopReason === "aborted", error });
    }, 1000);
    if (settling.unref) settling.unref();
  });
  on("agent_settled", (event, ctx) => {
    clearTimeout(settling);
    hasSettled = true;
    isRunning = false;
    // Its terminal was closed: it breaks the turn off before it leaves.
    if (event.aborted && hadTerminal && !hasTerminal()) return;
    report("agent_settled", ctx, { aborted: event.aborted === true, error });
  });
  on("ui_prompt_start", (event, ctx) => {
    const call = [...calls.values()].pop();
    const title = event.title || (call && askedBy(call));
    report("ui_prompt_start", ctx, { reason: event.reason, kind: event.kind, title });
  });
  on("ui_prompt_end", (event, ctx) => report("ui_prompt_end", ctx, { idle: !isRunning }));
  on("tool_execution_end", (event) => calls.delete(event.toolCallId));
  // Only so that a session that was long silent shows: no process per tool call.
  on("tool_execution_start", (event, ctx) => {
    clearTimeout(settling);
    isRunning = true;
    calls.set(event.toolCallId, event);
    if (Date.now() - lastSent < TOOL_EVERY_MS) return;
    report("tool_execution_start", ctx, { tool_name: event.toolName });
  });
}
`;
