import type { Report } from "../protocol/session.ts";
import type { Reply } from "../protocol/wire.ts";
import { openOrStart } from "./client.ts";
import { AbsentError, parseFrame } from "./connection.ts";

/** Between two attempts; a daemon is replaced in some 30 ms. */
const RETRY_MS = 10;
const MAX_ABSENCES = 3;

/**
 * Sends reports until each is answered, past a daemon that leaves, dies or has
 * no room meanwhile. One that was taken but not answered is sent again: a
 * report twice changes nothing.
 * @param pending in order; an answered one is taken out, so that whoever gives
 *   up waiting knows what is left.
 * @throws when the daemon can't be reached nor started.
 */
export async function deliver(path: string, pending: Report[]): Promise<void> {
  for (let absences = 0; pending.length > 0; ) {
    try {
      await attempt(path, pending);
    } catch (error) {
      // One that was started a moment ago may be gone again; one that may not be started stays away.
      absences += 1;
      if (!(error instanceof AbsentError) || absences === MAX_ABSENCES) throw error;
    }
    if (pending.length > 0) await Bun.sleep(RETRY_MS);
  }
}

/** A report as its line. */
export function asRequest(report: Report): string {
  return `${JSON.stringify({ cmd: "SET", ...report })}\n`;
}

async function attempt(path: string, pending: Report[]): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const connection = await openOrStart(path, true, {
    onLine(line) {
      if (isAnswer(parseFrame<Reply>(line))) pending.shift();
      if (pending.length === 0) resolve();
    },
    onClose: (failure) => (failure === undefined ? resolve() : reject(failure)),
  });
  connection.send(pending.map(asRequest).join(""));
  await promise;
  connection.close();
}

// A refusal at the door speaks of the connection; the report was not looked at.
function isAnswer(reply: Reply): boolean {
  return reply.ok || (reply.code !== "too_many_connections" && reply.code !== "shutting_down");
}
