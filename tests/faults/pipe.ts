import { createConnection } from "node:net";
import { within } from "../support/until.ts";
import type { Frame } from "../support/wire.ts";

/** A connection for programs: many requests under way, replies in order, its end no surprise. */
export interface Pipe {
  readonly isClosed: boolean;
  /** @returns the reply; undefined when the connection ends before it comes. */
  ask(frame: Frame): Promise<Frame | undefined>;
  /** Sends bytes as they are. */
  send(bytes: string | Buffer): void;
  /** Stops reading, so that the kernel's buffers fill up. */
  pause(): void;
  resume(): void;
  finish(): void;
  close(): void;
  closed: Promise<void>;
}

/** @param onFrame gets what no request waits for: events, and replies to what was sent as bytes. */
export async function openPipe(path: string, onFrame: (frame: Frame) => void): Promise<Pipe> {
  const socket = createConnection({ path, allowHalfOpen: true });
  const opened = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  const waiting: ((reply: Frame | undefined) => void)[] = [];
  let parts: Buffer[] = [];
  let isClosed = false;
  const end = () => {
    isClosed = true;
    for (const answer of waiting.splice(0)) answer(undefined);
    closed.resolve();
  };
  socket.on("connect", () => opened.resolve());
  socket.on("error", (error) => {
    opened.reject(error);
    end();
  });
  socket.on("end", () => socket.destroy());
  socket.on("close", end);
  socket.on("data", (chunk: Buffer) => {
    let start = 0;
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, start)) {
      const frame: Frame = JSON.parse(
        Buffer.concat([...parts, chunk.subarray(start, at)]).toString(),
      );
      parts = [];
      start = at + 1;
      const answer = frame.ok === undefined ? undefined : waiting.shift();
      if (answer === undefined) onFrame(frame);
      else answer(frame);
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
  });
  await within(opened.promise, `a connection to ${path}`, () => "no answer");
  return {
    get isClosed() {
      return isClosed;
    },
    ask(frame) {
      if (isClosed) return Promise.resolve(undefined);
      const { promise, resolve } = Promise.withResolvers<Frame | undefined>();
      waiting.push(resolve);
      socket.write(`${JSON.stringify(frame)}\n`);
      return promise;
    },
    send: (bytes) => void socket.write(bytes),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    finish: () => void socket.end(),
    close: () => void socket.destroy(),
    closed: closed.promise,
  };
}
