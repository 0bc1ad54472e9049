import type { CommandName } from "../../protocol/commands.ts";
import { ConsoleError } from "../../protocol/errors.ts";
import { parseRequest, RequestError } from "../../protocol/request.ts";
import { failure, type Reply, type Request, success } from "../../protocol/wire.ts";
import { type HandlerContext, handlers } from "./handlers.ts";

/** One of the hub's sockets: which commands it permits, and what handles them. */
export interface Endpoint {
  /** Undefined for every command. */
  permits: readonly CommandName[] | undefined;
  handle(request: Request, context: HandlerContext): unknown;
}

const OWNER: Endpoint = { permits: undefined, handle };

/**
 * One line in, one reply out. A failure is a reply too; an exception that is no
 * {@link ConsoleError} is a bug, goes to `onBug` and is answered `internal`.
 * @returns null for a blank line.
 */
export function route(
  line: string,
  context: HandlerContext,
  onBug: (error: unknown) => void,
  endpoint: Endpoint = OWNER,
): Reply | null {
  let id: Request["id"];
  try {
    if (line.trim() === "") return null;
    const request = parseRequest(line, endpoint.permits);
    id = request.id;
    return success(id, endpoint.handle(request, context));
  } catch (error) {
    if (error instanceof RequestError) return failure(error.id, error.cause.code, error.message);
    if (error instanceof ConsoleError) return failure(id, error.code, error.message);
    onBug(error);
    return failure(id, "internal", "internal error - see the daemon's log");
  }
}

function handle(request: Request, context: HandlerContext): unknown {
  // Name and input match by construction, which the table's union can't express.
  const handler = handlers[request.name] as (
    input: Request["input"],
    context: HandlerContext,
  ) => unknown;
  return handler(request.input, context);
}
