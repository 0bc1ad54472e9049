import type { Output } from "../protocol/answers.ts";
import type { CommandName, Input } from "../protocol/commands.ts";
import { ConsoleError, toErrorCode } from "../protocol/errors.ts";
import { encodeRequest, type Reply } from "../protocol/wire.ts";
import { ClosedError, type Connection, type ConnectionEvents } from "./connection.ts";
import { parseFrame } from "./frame.ts";

/** A connection for requests and their replies. */
export interface Client {
  /** @throws the daemon's error as a ConsoleError; unreachable when the connection is lost. */
  call<N extends CommandName>(name: N, input: Input<N>): Promise<Output<N>>;
  close(): void;
}

/** Opens a connection to the daemon at a path, as `openConnection` does. */
export type Open = (path: string, events: ConnectionEvents) => Promise<Connection>;

/** Makes a client of a connection. @param open called once. @throws as `open` does. */
export async function createClient(path: string, open: Open): Promise<Client> {
  const waiting: PromiseWithResolvers<unknown>[] = [];
  let isClosed = false;
  const events = {
    onLine(line: string) {
      const reply = parseFrame<Reply>(line);
      const next = waiting.shift();
      if (reply.ok) next?.resolve(reply.data);
      else next?.reject(new ConsoleError(toErrorCode(reply.code), reply.error));
    },
    onClose(failure: ConsoleError | undefined) {
      isClosed = true;
      for (const { reject } of waiting.splice(0)) reject(failure ?? new ClosedError(path));
    },
  };
  const connection = await open(path, events);
  return {
    call<N extends CommandName>(name: N, input: Input<N>) {
      if (isClosed) return Promise.reject(new ClosedError(path));
      const answer = Promise.withResolvers<unknown>();
      waiting.push(answer);
      connection.send(encodeRequest(name, input));
      return answer.promise as Promise<Output<N>>; // replies come in request order
    },
    close: () => connection.close(),
  };
}
