import { createConnection, type Socket } from "node:net";
import type { Health } from "../../src/protocol/answers.ts";
import type { Session } from "../../src/protocol/session.ts";
import { LIMIT_MS, within } from "./until.ts";

/** A line of the daemon's, as JSON; the tests say what they expect of it. */
// biome-ignore lint/suspicious/noExplicitAny: a frame is what is under test, so nothing is known of it
export type Frame = Record<string, any>;

/** A client that speaks to the socket byte by byte and knows nothing of the protocol. */
export interface WireClient {
  /** Every frame that came, in order. */
  readonly frames: readonly Frame[];
  readonly isClosed: boolean;
  readonly bytesRead: number;
  send(data: string | Buffer): void;
  /** Sends one object as a line. */
  write(frame: Frame): void;
  /** Closes the writing side only. */
  finish(): void;
  /** The next frame, after those waited for before, that matches. */
  waitFor(what: string, matches?: (frame: Frame) => boolean, limitMs?: number): Promise<Frame>;
  /** Sends one request, under an id of its own unless it has one, and waits for its reply. */
  ask(frame: Frame): Promise<Frame>;
  /** The same, giving the data. @throws when the reply is an error. */
  // biome-ignore lint/suspicious/noExplicitAny: as for Frame
  data(frame: Frame): Promise<any>;
  /** Subscribes. @returns the snapshot. */
  subscribe(): Promise<Frame>;
  set(id: string, status: string, more?: Frame): Promise<Session>;
  status(): Promise<Health>;
  /** Stops reading, so that the kernel's buffers fill up. */
  pause(): void;
  resume(): void;
  /** Resolves when the other side has closed too. */
  closed(): Promise<void>;
  close(): void;
  [Symbol.dispose](): void;
}

export async function openWire(path: string): Promise<WireClient> {
  const socket: Socket = createConnection({ path, allowHalfOpen: true });
  const connected = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const frames: Frame[] = [];
  let next = 0;
  let rest: Buffer[] = [];
  let bytesRead = 0;
  let isClosed = false;
  let asked = 0;
  let wake = Promise.withResolvers<void>();
  const notify = () => {
    wake.resolve();
    wake = Promise.withResolvers();
  };
  socket.on("connect", () => connected.resolve());
  socket.on("error", (error) => {
    connected.reject(error);
    ended.resolve();
  });
  socket.on("data", (chunk: Buffer) => {
    bytesRead += chunk.length;
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      const line = Buffer.concat([...rest, chunk.subarray(start, end)]).toString();
      rest = [];
      start = end + 1;
      frames.push(JSON.parse(line));
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
    notify();
  });
  const onEnd = () => {
    isClosed = true;
    ended.resolve();
    notify();
  };
  socket.on("end", onEnd);
  socket.on("close", onEnd);
  await within(connected.promise, `a connection to ${path}`, () => "no answer");

  const show = () => [...frames.slice(-5), isClosed ? "(closed)" : "(open)", rest.join("")];
  async function find(matches: (frame: Frame) => boolean): Promise<Frame> {
    for (;;) {
      while (next < frames.length) {
        const frame = frames[next++];
        if (frame !== undefined && matches(frame)) return frame;
      }
      if (isClosed) throw new Error(`the connection closed; saw ${Bun.inspect(show())}`);
      await wake.promise;
    }
  }
  const client: WireClient = {
    frames,
    get isClosed() {
      return isClosed;
    },
    get bytesRead() {
      return bytesRead;
    },
    send: (data) => void socket.write(data),
    write: (frame) => void socket.write(`${JSON.stringify(frame)}\n`),
    finish: () => void socket.end(),
    waitFor: (what, matches = () => true, limitMs = LIMIT_MS) =>
      within(find(matches), what, show, limitMs),
    ask(frame) {
      asked += 1;
      const request: Frame = { id: `ask ${asked}`, ...frame };
      client.write(request);
      return client.waitFor(
        `the reply to ${JSON.stringify(request)}`,
        ({ id }) => id === request.id,
      );
    },
    async data(frame) {
      const reply = await client.ask(frame);
      if (!reply.ok) throw new Error(`${JSON.stringify(frame)} got ${JSON.stringify(reply)}`);
      return reply.data;
    },
    subscribe() {
      client.write({ cmd: "SUB" });
      return client.waitFor("the snapshot", ({ type }) => type === "snapshot");
    },
    set: (session_id, status, more = {}) =>
      client.data({ cmd: "SET", session_id, status, ...more }),
    status: () => client.data({ cmd: "STATUS" }),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    closed: () => within(ended.promise, "the connection's end", show, LIMIT_MS),
    close: () => void socket.destroy(),
    [Symbol.dispose]: () => void socket.destroy(),
  };
  return client;
}
