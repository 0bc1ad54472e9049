import { leaveInSpool, readSpool, removeSpooled, spoolFolder } from "../host/spool.ts";
import type { Report } from "../protocol/session.ts";
import { asRequest, deliver } from "./delivery.ts";

/**
 * Spools reports for the next daemon of that socket.
 * @param stateFolder the user's.
 * @param atMs when the sender began, Unix milliseconds.
 */
export function spoolReports(
  stateFolder: string,
  socket: string,
  reports: readonly Report[],
  atMs: number,
): void {
  leaveInSpool(spoolFolder(stateFolder, socket), reports.map(asRequest), atMs);
}

/**
 * Sends spooled reports to a daemon that cannot read this machine's spool, as one
 * at the other end of ssh: marked as replayed; files are removed once acknowledged.
 */
export async function deliverSpooled(stateFolder: string, socket: string): Promise<void> {
  const spooled = readSpool(spoolFolder(stateFolder, socket));
  const reports = spooled.map(({ line }) => JSON.parse(line) as Report); // asRequest wrote it
  await deliver(
    socket,
    reports.map((report) => ({ ...report, replayed: true })),
  );
  for (const { path } of spooled) removeSpooled(path);
}
