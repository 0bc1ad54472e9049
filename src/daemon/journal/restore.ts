import { bootId } from "../../host/boot.ts";
import { removeFile } from "../../host/file.ts";
import type { Log } from "../../host/log.ts";
import { DEFAULT_LIMITS } from "../sessions/space.ts";
import type { SessionState } from "../sessions/state.ts";
import { Store } from "../sessions/store.ts";
import type { SavedState } from "../sessions/table.ts";
import { type SavedWaits, Waits } from "../sessions/waits.ts";
import type { KeptState } from "./format.ts";
import { type FormerJournal, Journal, journalPath } from "./journal.ts";

/** A hub's state from before a re-exec. */
export interface FormerState extends FormerJournal {
  state: SavedState<Iterable<SessionState>>;
  waits: SavedWaits;
}

/** The sessions, and what keeps them. */
export interface RestoredState {
  store: Store;
  waits: Waits;
  /** Undefined where none is kept. */
  journal: Journal | undefined;
  epoch: string;
}

/**
 * Takes the state from the handoff, else from the journal, else begins an empty
 * one; from here on the journal keeps it.
 * @param socket path of the socket that it belongs to.
 * @param projectOf the project's folder, of any folder.
 */
export async function restoreState(
  socket: string,
  keepsJournal: boolean,
  log: Log,
  former: FormerState | undefined,
  projectOf: (folder: string, nowMs: number) => string,
): Promise<RestoredState> {
  const journal = openJournal(socket, keepsJournal, log);
  if (former !== undefined) journal?.resume(former);
  const kept = former === undefined ? await restore(journal) : undefined;
  const saved = former === undefined ? kept : former.state;
  const epoch = former?.epoch ?? journal?.epoch ?? crypto.randomUUID();
  const store = new Store(DEFAULT_LIMITS, saved);
  const waits = new Waits(projectOf, former?.waits ?? kept?.waits);
  for (const state of store.sessions()) waits.resume(state);
  journal?.begin(() => ({ ...store.save(), waits: waits.save() }));
  return { store, waits, journal, epoch };
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
async function restore(journal: Journal | undefined): Promise<KeptState | undefined> {
  if (journal?.hasEarlier !== true) return undefined;
  const { decodeJournal } = await import("./decode.ts");
  return journal.restore(decodeJournal);
}
