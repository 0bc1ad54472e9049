/**
 * OpenCode (types of plugin 1.18 and SDK 1.19). The bus also carries every
 * piece of every message: only what tells the state goes on. Events of a child
 * session name the session at the top as `parent`; an event that names no
 * session gets, as `session`, the only busy one, or each one on dispose.
 */
export const OPENCODE_BODY = `
const EVENTS = new Set([
  "session.created",
  "session.status",
  "session.idle",
  "session.error",
  "session.deleted",
  "session.compacted",
  "permission.asked",
  "permission.v2.asked",
  "permission.updated",
  "permission.replied",
  "permission.v2.replied",
  "question.asked",
  "question.v2.asked",
  "question.replied",
  "question.v2.replied",
  "question.rejected",
  "question.v2.rejected",
]);

export const AgentConsole = async ({ directory }) => {
  const parents = new Map();
  const busy = new Set();
  const seen = new Set();

  const topOf = (id) => {
    let top = parents.get(id);
    for (let i = 0; i < 50 && parents.has(top); i += 1) top = parents.get(top);
    return top;
  };

  const dispose = () => {
    for (const session of seen) {
      send({ type: "server.instance.disposed", properties: {}, session, directory, pid: process.pid }, true);
    }
    seen.clear();
  };

  const forward = (event) => {
    const properties = event.properties || {};
    const info = properties.info || {};
    const id = properties.sessionID || info.id;
    if (id && info.parentID) parents.set(id, info.parentID);
    if (event.type === "server.instance.disposed" || event.type === "global.disposed") return dispose();
    if (!EVENTS.has(event.type)) return;

    const status = properties.status && (properties.status.type || properties.status);
    const wasBusy = busy.has(id);
    if (event.type === "session.status" && status !== "idle") busy.add(id);
    else if (event.type === "session.status" || event.type === "session.idle" || event.type === "session.deleted") busy.delete(id);
    // Said anew with every step.
    if (event.type === "session.status" && status === "busy" && wasBusy) return;

    const parent = topOf(id);
    const session = id || (busy.size === 1 ? [...busy][0] : undefined);
    if (session && !parent) seen.add(session);
    if (event.type === "session.deleted") seen.delete(session);
    send({
      ...event,
      directory,
      pid: process.pid,
      ...(parent ? { parent } : {}),
      ...(id || !session ? {} : { session }),
    });
  };

  return {
    event: async (input) => {
      try {
        if (input && input.event) forward(input.event);
      } catch {
        // An event of a shape we do not know.
      }
    },
    dispose: async () => {
      try {
        dispose();
      } catch {
        // The agent is leaving: nothing of ours may hold it up.
      }
    },
  };
};
`;
