import { account } from "../host/account.ts";
import { glance } from "../host/glance.ts";
import { hubAddress } from "../host/hub-address.ts";
import { isTrustedOwner } from "../protocol/address.ts";
import { ConsoleError } from "../protocol/errors.ts";
import { LineSplitter } from "../protocol/lines.ts";
import { ForeignError } from "./frame.ts";

const NEWLINE = 10;
/** The snapshot of 10,000 sessions is one line. */
const MAX_LINE_BYTES = 256 * 1024 * 1024;

/** A daemon that has not replied after this long counts as hung. */
const ANSWER_MS = 10_000;

/** Nothing accepts connections at the path: no daemon, or its backlog is full. */
export class AbsentError extends ConsoleError {
  readonly why: string;

  constructor(path: string, why: string) {
    const { uid, isBorrowed } = account();
    const cure = ` - root starts none for user ${uid}: run it without sudo`;
    super("unreachable", `no daemon at ${path} (${why})${isBorrowed ? cure : ""}`);
    this.why = why;
  }
}

/** The daemon shut down or died before it replied. Whether it took the request is unknown. */
export class ClosedError extends ConsoleError {
  constructor(path: string) {
    super("unreachable", `the daemon at ${path} closed the connection`);
  }
}

/** A socket to the daemon: lines out, lines in. */
export interface Connection {
  send(line: string): void;
  /** Closes at once; unsent bytes are dropped. */
  close(): void;
}

export interface ConnectionEvents {
  /** A {@link ForeignError} from here ends the connection: no hub wrote that line. */
  onLine(line: string): void;
  /**
   * The connection is over, from either side. Called once.
   * @param failure set when what answered there is no daemon, or nothing did.
   */
  onClose(failure: ConsoleError | undefined): void;
}

/**
 * Connects to a daemon of this user (or of root).
 * @throws {AbsentError} when nobody answers; unreachable when permission is
 *   denied; refused when the socket is another user's.
 */
export async function openConnection(named: string, events: ConnectionEvents): Promise<Connection> {
  const path = hubAddress(named);
  checkOwner(path);
  const lines = createLines(events.onLine);
  let unsent: Uint8Array | undefined;
  let failure: ConsoleError | undefined;
  /** Runs while a reply is outstanding. */
  let silence: Timer | undefined;
  const connecting = Bun.connect({
    unix: path,
    socket: {
      binaryType: "uint8array",
      data(socket, chunk) {
        if (failure !== undefined) return;
        clearTimeout(silence);
        silence = undefined;
        try {
          if (lines(chunk)) return;
          failure = foreign(path, "another program");
        } catch (error) {
          if (!(error instanceof ForeignError)) throw error;
          failure = foreign(path, error.message);
        }
        socket.end();
      },
      drain: () => flush(),
      close() {
        clearTimeout(silence);
        events.onClose(failure);
      },
    },
  });
  const socket = await connecting.catch((error) => {
    throw describeFailure(path, error);
  });
  // Bun's sockets buffer nothing: bytes that `write` does not take are kept here.
  const flush = () => {
    if (unsent === undefined) return;
    const written = socket.write(unsent);
    unsent = written >= 0 && written < unsent.length ? unsent.subarray(written) : undefined;
  };
  return {
    send(line) {
      silence ??= setTimeout(() => {
        failure = stuck(path);
        socket.end();
      }, ANSWER_MS);
      const bytes = new TextEncoder().encode(line);
      unsent = unsent === undefined ? bytes : Buffer.concat([unsent, bytes]);
      flush();
    },
    close: () => socket.end(),
  };
}

/** Hands on the lines of what comes in. It returns false where one is too long to be a hub's. */
function createLines(onLine: (line: string) => void): (chunk: Uint8Array) => boolean {
  let splitter: LineSplitter | undefined;
  const next = (line: string) => {
    onLine(line);
    return true;
  };
  return (chunk) => {
    // One whole reply, most often: no Buffer is made of it, the first of a process takes 0.3 ms.
    if (splitter?.isEmpty !== false && chunk.at(-1) === NEWLINE) {
      for (const line of new TextDecoder().decode(chunk).split("\n")) if (line !== "") next(line);
      return true;
    }
    splitter ??= new LineSplitter(MAX_LINE_BYTES);
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    return splitter.push(bytes, next) !== "too_long";
  };
}

// In a sticky folder only its owner or root can replace an entry, so what is
// seen here is what is connected to.
function checkOwner(path: string): void {
  const { uid } = account();
  const seen = glance(path);
  if (seen === null) throw new AbsentError(path, "nothing is there");
  if (seen.kind !== "socket") {
    throw new ConsoleError(
      "refused",
      `${path} is not a socket - choose another path with --socket`,
    );
  }
  if (!isTrustedOwner(seen, uid)) {
    const message = `${path} belongs to another user (uid ${seen.uid}) and is not trusted`;
    throw new ConsoleError("refused", `${message} - choose another path with --socket`);
  }
}

function stuck(path: string): ConsoleError {
  const message = `the daemon at ${path} does not answer within ${ANSWER_MS / 1000} s`;
  return new ConsoleError("timed_out", `${message} - is it suspended?`);
}

function foreign(path: string, who: string): ConsoleError {
  const message = `${path} is served by ${who} - choose another path with --socket`;
  return new ConsoleError("refused", message);
}

function describeFailure(path: string, error: unknown): ConsoleError {
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  if (code === "EACCES" || code === "EPERM") {
    return new ConsoleError("unreachable", `permission denied to connect to ${path}`);
  }
  return new AbsentError(path, code === "ENOENT" ? "nothing is there" : "nobody answers");
}
