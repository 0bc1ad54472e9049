import { statSync } from "node:fs";

/** A longer message is none that is of use. */
const MAX_MESSAGE_LENGTH = 1024 * 1024;
/** Bun takes the path from a URL: any other character would stand for something else (Bun 1.4.5). */
const PLAIN = /^[\w.@+,=/-]+$/;

/** The other end of a WebSocket. */
export interface WebSocketEvents {
  onOpen(): void;
  onMessage(text: string): void;
  /** Also when it could not be reached. */
  onClose(): void;
}

/** A WebSocket to a program of this user. */
export interface WebSocketLink {
  send(text: string): void;
  /** Closes it; no event follows. */
  close(): void;
}

/**
 * Connects to a program that speaks WebSocket at a Unix socket of this user.
 * @returns null when there is no such socket.
 */
export function openUnixWebSocket(path: string, events: WebSocketEvents): WebSocketLink | null {
  if (!PLAIN.test(path) || !isOwnSocket(path)) return null;
  const socket = new WebSocket(`ws+unix://${path}`);
  let isOver = false;
  const end = () => {
    if (isOver) return;
    isOver = true;
    events.onClose();
  };
  socket.onopen = () => {
    if (!isOver) events.onOpen();
  };
  socket.onmessage = ({ data }) => {
    const isText = typeof data === "string" && data.length <= MAX_MESSAGE_LENGTH;
    if (!isOver && isText) events.onMessage(data);
  };
  socket.onerror = end;
  socket.onclose = end;
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    close() {
      isOver = true;
      socket.close();
    },
  };
}

// Also through a link: a server may keep its socket elsewhere.
function isOwnSocket(path: string): boolean {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat?.isSocket() === true && stat.uid === process.getuid?.();
  } catch {
    return false; // a folder on the way can't be entered
  }
}
