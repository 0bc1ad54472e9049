import { OPENCODE_STAY } from "./opencode-stay.ts";
import { HAS_TERMINAL } from "./plugin-terminal.ts";

/**
 * The plugin of OpenCode (types of plugin 1.18 and SDK 1.19; run with 1.18.33), and
 * of those built on it. The bus also carries every piece of every message: only
 * what tells the state goes on. Events of a child session name the session at the
 * top as `parent`; an event that names no session gets, as `session`, the only busy
 * one, or each one on dispose. A refusal either breaks the turn off, and then its end
 * says `broken_off`, or the model is told and goes on: it is held until that is known.
 * No event tells that a session is taken up again: how it was started does.
 */
export const OPENCODE_BODY = `
const EVENTS = new Set([
  "session.created",
  "session.updated",
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

// What is answered sooner was answered by a rule: nobody was asked.
const ASKED_MS = 300;
// A turn that a refusal breaks off is over some 60 ms later, on a busy machine a second; one
// that goes on says in as short a time that it is busy.
const REFUSED_MS = 2000;
${HAS_TERMINAL}${OPENCODE_STAY}
export const AgentConsole = async ({ client, directory }) => {
  const parents = new Map();
  const titles = new Map();
  const turns = new Map();
  const seen = new Set();
  const asked = new Map();
  const refusals = new Map();
  const hadTerminal = hasTerminal();
  const args = process.argv.slice(2);
  // There it turns down by itself what nobody could be asked.
  const isUnasked = args.find((arg) => !arg.startsWith("-")) === "run" && !args.some((arg) => /^(-i|--interactive)$/.test(arg));

  const tell = (payload, isLast) => {
    const told = { ...payload, directory, pid: process.pid, at_ms: Date.now() };
    send(told, isLast);
    return told;
  };
  const holding = createHolding(client, tell);

  const topOf = (id) => {
    let top = parents.get(id);
    for (let i = 0; i < 50 && parents.has(top); i += 1) top = parents.get(top);
    return top;
  };

  // The same is said several times: with every step that it is busy, up to four
  // times that it is idle, also after an error, which stays what it is.
  const isRepeated = (type, id, status, isEnd) => {
    const turn = isEnd ? "over" : status;
    if (!id || !turn) return false;
    const before = turns.get(id);
    turns.set(id, turn);
    return turn === before && type !== "session.error" && turn !== "retry";
  };

  const onlyBusy = () => {
    const busy = [...turns.keys()].filter((id) => turns.get(id) !== "over");
    return busy.length === 1 ? busy[0] : undefined;
  };

  const isRefusal = (type, properties) => {
    const request = properties.requestID || properties.permissionID;
    if (request) holding.noteAnswered(request);
    const wasAsked = !(Date.now() - asked.get(request) < ASKED_MS);
    asked.delete(request);
    const isRefused = type.endsWith(".rejected") || (properties.reply || properties.response) === "reject";
    return wasAsked && isRefused;
  };

  const holdRefusal = (id, payload) => {
    const held = refusals.get(id) || [];
    const timer = setTimeout(() => goOn(id), REFUSED_MS);
    if (timer.unref) timer.unref();
    refusals.set(id, [...held, { payload, timer }]);
  };

  const goOn = (id) => {
    const held = refusals.get(id) || [];
    if (held.length > 0) refusals.set(id, []);
    for (const { payload, timer } of held) {
      clearTimeout(timer);
      tell(payload);
    }
  };

  const endBrokenOff = (id) => {
    const held = refusals.get(id);
    for (const { timer } of held || []) clearTimeout(timer);
    refusals.delete(id);
    return held !== undefined;
  };

  const dispose = () => {
    for (const id of refusals.keys()) endBrokenOff(id);
    for (const session of seen) tell({ type: "server.instance.disposed", properties: {}, session }, true);
    seen.clear();
    holding.noteEnd();
  };

  const forward = (event) => {
    const properties = event.properties || {};
    const info = properties.info || {};
    // A message has an id and a parentID as well: those of messages.
    const isSession = event.type.startsWith("session.");
    const id = properties.sessionID || (isSession ? info.id : undefined);
    if (isSession && id && info.parentID) parents.set(id, info.parentID);
    if (event.type === "server.instance.disposed" || event.type === "global.disposed") return dispose();
    // Broken off before it asked its model, a turn ends without an error of its own.
    const isAborted = info.error && info.error.name === "MessageAbortedError";
    if (isAborted && info.sessionID) refusals.set(info.sessionID, refusals.get(info.sessionID) || []);
    if (event.type === "message.part.updated" && properties.part) holding.noteCall(properties.part);
    if (!EVENTS.has(event.type)) return;
    if (isUnasked && /^(permission|question)\\./.test(event.type)) return;

    const status = event.type === "session.status" && properties.status && (properties.status.type || properties.status);
    const isEnd = event.type === "session.idle" || event.type === "session.error" || status === "idle";
    // Its terminal was closed: it breaks turns off before it leaves.
    if (isEnd && hadTerminal && !hasTerminal()) return;
    if (status === "busy") {
      goOn(id);
      refusals.delete(id);
    }
    if (isRepeated(event.type, id, status, isEnd)) return;
    if (event.type === "session.updated" && (!seen.has(id) || titles.get(id) === info.title)) return;
    if (isSession && info.title) titles.set(id, info.title);

    const parent = topOf(id);
    const session = id || onlyBusy();
    if (session && !parent) seen.add(session);
    if (event.type === "session.deleted") {
      seen.delete(session);
      turns.delete(session);
      endBrokenOff(session);
    }
    const payload = { ...event, ...(parent ? { parent } : {}), ...(id || !session ? {} : { session }) };
    // One that waits behind another is asked as soon as that.
    if (event.type.endsWith(".asked")) asked.set(properties.id, Math.min(Date.now(), ...asked.values()));
    if (isEnd) {
      asked.clear();
      holding.noteEnd(id);
    }
    if (isRefusal(event.type, properties)) return holdRefusal(session, payload);
    if (isEnd && endBrokenOff(session)) payload.properties = { ...properties, broken_off: true };
    holding.noteAsked(payload, tell(payload));
  };

  const resumed = async () => {
    const args = readFileSync("/proc/self/cmdline", "utf8").split("\\0").slice(1);
    if (args.includes("run") || args.includes("--fork")) return;
    const named = args.find((arg) => arg.startsWith("--session=")) || args[args.findIndex((arg) => /^(-s|--session)$/.test(arg)) + 1 || args.length];
    const isLast = args.includes("-c") || args.includes("--continue");
    if (!named && !isLast) return;
    const { data } = await client.session.list();
    const id = named && named.replace("--session=", "");
    const info = data
      .filter((one) => (id ? one.id === id : !one.parentID))
      .sort((a, b) => b.time.updated - a.time.updated)[0];
    if (!info || turns.has(info.id)) return;
    seen.add(info.id);
    titles.set(info.id, info.title);
    tell({ type: "resumed", properties: { info } });
  };
  resumed().catch(() => {
    // A system without /proc, or a version that lists them otherwise.
  });

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
