import { upgradeIfOlder } from "../client/connect.ts";
import { AbsentError, ClosedError } from "../client/connection.ts";
import { request } from "../client/request.ts";
import { absolutePath } from "../host/path.ts";
import { ConsoleError } from "../protocol/errors.ts";
import type { Session } from "../protocol/session.ts";
import { setForm } from "./forms.ts" with { type: "macro" };
import { writeAnswer } from "./output.ts";
import { readPlainArgs } from "./plain-args.ts";
import { formatSummary } from "./session-line.ts";
import { socketOf } from "./socket.ts";

const { form, numeric } = setForm();

/**
 * The fast path of `set`: no command tree and no schemas, the daemon validates.
 * @returns false to fall back to the tree: the arguments are not plain, no daemon
 * answered, or the daemon refused the report.
 */
export async function runPlainSet(rawArgs: readonly string[]): Promise<boolean> {
  const args = readPlainArgs(rawArgs, form);
  if (args === undefined) return false;
  const { json, socket: path, ...given } = absolute(args);
  const input: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const field = name.replaceAll("-", "_");
    input[field] = numeric.includes(field) ? Number(value) : value;
  }
  const socket = socketOf({ socket: path });
  try {
    await upgradeIfOlder(socket);
    const session = await request("SET", input as { session_id: string }, socket, false);
    writeAnswer(json === true, session, formatSet);
    return true;
  } catch (error) {
    const isAway = error instanceof AbsentError || error instanceof ClosedError;
    const isRefused = error instanceof ConsoleError && error.code === "invalid_request";
    if (isAway || isRefused) return false;
    throw error;
  }
}

/** On the command line a path is relative to where it is typed. */
export function absolute<T extends Readonly<Record<string, unknown>>>(args: T): T {
  const workingDir = args["working-dir"];
  return typeof workingDir === "string"
    ? { ...args, "working-dir": absolutePath(workingDir) }
    : args;
}

/** What `set` says when it is done. */
export function formatSet(session: Session): string {
  // A report-only socket answers with the id alone.
  const { status }: Partial<Session> = session;
  return `${status === undefined ? session.session_id : formatSummary(session)}\n`;
}
