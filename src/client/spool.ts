import { becomeCaller } from "../host/account.ts";
import { leaveInSpool, readSpool, removeSpooled, spoolFolder } from "../host/spool.ts";
import type { Report } from "../protocol/session.ts";
import { asRequest, deliver } from "./delivery.ts";

/**
 * Spools reports for the next daemon of that socket, as the user's whose hub is
 * meant: to be done last, as root's rights are gone afterwards.
 * @param atMs when the sender began, Unix milliseconds.
 */
export function spoolReports(socket: string, reports: readonly Report[], atMs: number): void {
  becomeCaller();
  leaveInSpool(spoolFolder(socket), reports.map(asRequest), atMs);
}

/**
 * Sends spooled reports to a daemon that cannot read this machine's spool, as one
 * at the other end of ssh: marked as replayed; files are removed once acknowledged.
 * What is no report is removed too, for nobody would ever read it.
 */
export async function deliverSpooled(socket: string): Promise<void> {
  const paths: string[] = [];
  const pending: Report[] = [];
  for (const { path, line } of readSpool(spoolFolder(socket))) {
    const report = parseReport(line);
    if (report === undefined) {
      removeSpooled(path);
      continue;
    }
    paths.push(path);
    pending.push({ ...report, replayed: true });
  }
  try {
    await deliver(socket, pending);
  } finally {
    for (const path of paths.slice(0, paths.length - pending.length)) removeSpooled(path);
  }
}

function parseReport(line: string): Report | undefined {
  try {
    return JSON.parse(line) as Report; // asRequest wrote it
  } catch {
    return undefined; // cut off by a full disk
  }
}
