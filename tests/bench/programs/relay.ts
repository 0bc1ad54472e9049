// A bare `Bun.listen` that parses nothing: what comes in goes back to its sender and on to
// everyone who has sent "SUB".
const subscribers = new Set<Bun.Socket<undefined>>();

Bun.listen<undefined>({
  unix: process.argv[2] ?? "",
  socket: {
    data(socket, chunk) {
      if (chunk.length === 4 && chunk.toString() === "SUB\n") {
        subscribers.add(socket);
        return;
      }
      socket.write(chunk);
      for (const subscriber of subscribers) subscriber.write(chunk);
    },
    close(socket) {
      subscribers.delete(socket);
    },
  },
});
