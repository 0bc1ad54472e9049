import { STAY } from "./plugin-stay.ts";

/**
 * Part of the plugin of OpenCode: holds its questions up to be answered at the hub,
 * where that was asked for (`ANSWERS`). A question is told as ever; once it has
 * stood for a moment, a hook stays for its answer, and its word goes to the server
 * inside OpenCode as the terminal's own would. When that does not take it, the
 * question is told anew, as the hub holds it for answered by then.
 */
export const OPENCODE_STAY = `
${STAY}
// A question that a rule answers is answered by then.
const STANDS_MS = 350;

const createHolding = (client, tell) => {
  const standing = new Map();
  const calls = new Map();
  const canReply = ANSWERS && client && client._client && typeof client._client.post === "function";

  const reply = async (id, type, word) => {
    const isQuestion = type === "question.asked";
    const url = isQuestion ? "/question/{requestID}/" + (word.answers ? "reply" : "reject") : "/permission/{requestID}/reply";
    const body = isQuestion && !word.answers ? undefined : word;
    const { response } = await client._client.post({ url, path: { requestID: id }, body });
    return response !== undefined && response.ok;
  };

  const give = async (id, payload, printed) => {
    const isTaken = await reply(id, payload.type, JSON.parse(printed)).catch(() => false);
    if (!isTaken && standing.has(id)) tell(payload);
  };

  const forget = (of, isOver) => {
    for (const [id, one] of of) {
      if (!isOver(id, one)) continue;
      clearTimeout(one.timer);
      of.delete(id);
    }
  };

  return {
    noteCall({ type, callID, tool, state, sessionID }) {
      if (!canReply || type !== "tool" || !callID || !state) return;
      if (state.status === "completed" || state.status === "error") calls.delete(callID);
      else if (state.status === "running") calls.set(callID, { tool, input: state.input, sessionID });
    },
    noteAsked(payload, told) {
      const { id, tool, sessionID } = payload.properties || {};
      if (!canReply || !id || !/^(permission|question)\\.asked$/.test(payload.type)) return;
      const timer = setTimeout(() => {
        const call = tool && calls.get(tool.callID);
        stay({ ...told, held: true, ...(call ? { call } : {}) }, (printed) => void give(id, payload, printed).catch(() => {}));
      }, STANDS_MS);
      if (timer.unref) timer.unref();
      standing.set(id, { timer, sessionID });
    },
    noteAnswered(request) {
      forget(standing, (id) => id === request);
    },
    // The turn of a session is over; without one all are.
    noteEnd(session) {
      for (const of of [standing, calls]) forget(of, (_, { sessionID }) => !session || sessionID === session);
    },
  };
};
`;
