import { bootId } from "../../host/boot.ts";
import { removeFile } from "../../host/file.ts";
import type { Log } from "../../host/log.ts";
import { Store } from "../sessions/store.ts";
import { DEFAULT_LIMITS, type SavedState } from "../sessions/table.ts";
import { Journal, journalPath } from "./journal.ts";

/** A hub's state from before a re-exec. */
export interface FormerState {
  epoch: string;
  /** Whether the journal holds every change. */
  isJournalWhole: boolean;
  state: SavedState;
}

/** The sessions, and what keeps them. */
export interface RestoredState {
  store: Store;
  /** Undefined where none is kept. */
  journal: Journal | undefined;
  epoch: string;
}

/**
 * Takes the state from the handoff, else from the journal, else begins an empty
 * one; from here on the journal keeps it.
 * @param socket path of the socket that it belongs to.
 */
export async function restoreState(
  socket: string,
  keepsJournal: boolean,
  log: Log,
  former: FormerState | undefined,
): Promise<RestoredState> {
  const journal = openJournal(socket, keepsJournal, log);
  if (former !== undefined) journal?.resume(former.epoch, former.isJournalWhole);
  const saved = former === undefined ? await restore(journal) : former.state;
  const epoch = former?.epoch ?? journal?.epoch ?? crypto.randomUUID();
  const store = new Store(DEFAULT_LIMITS, saved);
  journal?.begin(() => store.save());
  return { store, journal, epoch };
}

/** The socket's journal; undefined where none is wanted or possible. */
function openJournal(socket: string, isWanted: boolean, log: Log): Journal | undefined {
  const path = journalPath(socket);
  const boot = bootId();
  if (isWanted && boot !== null) {
    const epoch = crypto.randomUUID();
    return new Journal({ path, boot, epoch, log, now: () => performance.now() });
  }
  // One that is not written any more must not be restored later.
  removeFile(path);
  return undefined;
}

// How a journal is read is loaded where there is one: a fresh daemon answers sooner.
async function restore(journal: Journal | undefined): Promise<SavedState | undefined> {
  if (journal?.hasEarlier !== true) return undefined;
  const { decodeJournal } = await import("./decode.ts");
  return journal.restore(decodeJournal);
}
