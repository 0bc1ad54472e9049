import { ConsoleError, isErrorCode } from "../protocol/errors.ts";
import type { Report } from "../protocol/session.ts";
import { encodeRequest, isGranted, type Reply } from "../protocol/wire.ts";
import { openOrStart } from "./connect.ts";
import { AbsentError } from "./connection.ts";
import { ForeignError, parseFrame } from "./frame.ts";

/** Retry interval; replacing a daemon takes some 30 ms. */
const RETRY_MS = 10;
const MAX_ABSENCES = 3;

/**
 * Sends reports until each is acknowledged, retrying when the daemon shuts down,
 * dies or refuses the connection. One without a reply is sent again: its name
 * says that it is the same.
 * @param pending in order; acknowledged ones are removed, so that a caller who
 *   gives up knows what is undelivered.
 * @throws when the daemon can't be reached nor started.
 */
export async function deliver(path: string, pending: Report[]): Promise<void> {
  for (let absences = 0; pending.length > 0; ) {
    try {
      await attempt(path, pending);
    } catch (error) {
      // One just started may be gone again; one that may not be started stays absent.
      absences += 1;
      if (!(error instanceof AbsentError) || absences === MAX_ABSENCES) throw error;
    }
    if (pending.length > 0) await Bun.sleep(RETRY_MS);
  }
}

/** A report as its line. */
export function asRequest(report: Report): string {
  return encodeRequest("SET", report);
}

async function attempt(path: string, pending: Report[]): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const connection = await openOrStart(path, true, {
    onLine(line) {
      const reply = isGranted(line) ? undefined : parseFrame<Reply>(line);
      if (reply === undefined) pending.shift();
      else if (!reply.ok && !isErrorCode(reply.code)) reject(new ForeignError("another program"));
      else if (isAnswer(reply)) pending.shift();
      else if (reply.code === "not_permitted") reject(new ConsoleError(reply.code, reply.error));
      if (pending.length === 0) resolve();
    },
    onClose: (failure) => (failure === undefined ? resolve() : reject(failure)),
  });
  connection.send(pending.map(asRequest).join(""));
  await promise;
  connection.close();
}

// The others refuse the connection; the report itself was not read.
function isAnswer(reply: Reply): reply is Extract<Reply, { ok: true }> {
  if (reply.ok) return true;
  if (reply.code === "not_permitted") return reply.id !== undefined;
  return reply.code !== "too_many_connections" && reply.code !== "shutting_down";
}
