import type { Log } from "../../host/log.ts";
import { clearDrafts, readSpool, removeSpooled } from "../../host/spool.ts";
import { ConsoleError } from "../../protocol/errors.ts";
import { parseRequest, RequestError } from "../../protocol/request.ts";
import type { CheckedReport } from "../../protocol/session.ts";
import type { Observer } from "../evidence/observer.ts";
import type { Store } from "../sessions/store.ts";

export interface IntakeOptions {
  /** Where hooks spool the reports that they could not deliver. */
  folder: string;
  store: Store;
  observer: Pick<Observer, "verify">;
  log: Log;
}

/**
 * Takes in the reports that hooks spooled while no daemon could be reached: in
 * order, with their own times, marked as replayed: only what still holds afterwards is
 * news. The session of an agent that has ended since is closed.
 * @param keep writes the changes to the journal; only then the files are removed.
 */
export function takeSpool(options: IntakeOptions, nowMs: number, keep: () => void): void {
  const { folder, store, log } = options;
  const spooled = readSpool(folder);
  const ended = new Set<string>();
  for (const { path, line } of spooled) {
    try {
      takeOne(options, line, nowMs, ended);
    } catch (error) {
      if (!(error instanceof ConsoleError || error instanceof RequestError)) throw error;
      log.debug(`${path} was dropped: ${error.message}`);
    }
  }
  for (const id of ended) {
    const state = store.findOwn(id);
    const isOver = state?.pid === null && state.status !== "closed";
    if (isOver) store.close(id, "process_exited", nowMs);
  }
  if (spooled.length > 0) {
    keep();
    log.info(`took in ${spooled.length} reports from the spool`);
    for (const { path } of spooled) removeSpooled(path);
  }
  clearDrafts(folder, nowMs);
}

function takeOne(
  { store, observer }: IntakeOptions,
  line: string,
  nowMs: number,
  ended: Set<string>,
): void {
  const { name, input } = parseRequest(line);
  if (name !== "SET") throw new ConsoleError("not_permitted", "the spool takes reports only");
  const report: CheckedReport = { ...observer.verify(input, nowMs), replayed: true };
  // The hook ran on this machine, so a process that can't be found has ended; the
  // session may have another one by now.
  const isGone = typeof input.pid === "number" && report.pid === null && !report.host;
  if (isGone) {
    delete report.pid;
    ended.add(input.session_id);
  }
  store.set(report, nowMs);
}
