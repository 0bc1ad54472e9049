import type { Output } from "../protocol/answers.ts";
import type { CommandName, Input } from "../protocol/commands.ts";
import { connect } from "./connect.ts";
import { AbsentError, ClosedError } from "./connection.ts";

/** Attempts for a request that meets a daemon shutting down. */
const MAX_ATTEMPTS = 3;

/**
 * One request on a connection of its own; starts the daemon where `starts`
 * allows it, and retries with its successor when it shuts down before it answers.
 */
export async function request<N extends CommandName>(
  name: N,
  input: Input<N>,
  socket: string,
  starts: boolean,
): Promise<Output<N>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await requestOnce(name, input, socket, starts);
    } catch (error) {
      const isGone = error instanceof ClosedError || error instanceof AbsentError;
      if (!starts || !isGone || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

async function requestOnce<N extends CommandName>(
  name: N,
  input: Input<N>,
  socket: string,
  starts: boolean,
): Promise<Output<N>> {
  const client = await connect(socket, { starts });
  try {
    return await client.call(name, input);
  } finally {
    client.close();
  }
}
