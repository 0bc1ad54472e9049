// The least that a hub does: parses a report, keeps the session, and replies with it.
const sessions = new Map<string, object>();

Bun.listen<undefined>({
  unix: process.argv[2] ?? "",
  socket: {
    data(socket, chunk) {
      for (const line of chunk.toString().split("\n")) {
        if (line === "") continue;
        const { cmd: _, session_id, ...said } = JSON.parse(line);
        const session = {
          session_id,
          updated_ms: Date.now(),
          ...sessions.get(session_id),
          ...said,
        };
        sessions.set(session_id, session);
        socket.write(`${JSON.stringify({ version: 1, ok: true, data: session })}\n`);
      }
    },
  },
});
