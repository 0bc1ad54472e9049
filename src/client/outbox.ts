import { leaveInSpool, readSpool, removeSpooled, spoolFolder } from "../host/spool.ts";
import type { Report } from "../protocol/session.ts";
import { asRequest, deliver } from "./delivery.ts";

/**
 * Leaves reports for the next daemon of that socket.
 * @param stateFolder the user's.
 * @param atMs when the sender began, Unix milliseconds.
 */
export function leaveReports(
  stateFolder: string,
  socket: string,
  reports: readonly Report[],
  atMs: number,
): void {
  leaveInSpool(spoolFolder(stateFolder, socket), reports.map(asRequest), atMs);
}

/**
 * Sends what was left for a daemon that has no access to this machine's spool,
 * as one at the other end of ssh: marked as history, the files gone once answered.
 */
export async function deliverLeft(stateFolder: string, socket: string): Promise<void> {
  const spooled = readSpool(spoolFolder(stateFolder, socket));
  const reports = spooled.map(({ line }) => JSON.parse(line) as Report); // asRequest wrote it
  await deliver(
    socket,
    reports.map((report) => ({ ...report, replayed: true })),
  );
  for (const { path } of spooled) removeSpooled(path);
}
