import type { Log } from "../../host/log.ts";
import { messageOf } from "../../host/system-error.ts";
import type { JournalContent } from "./decode.ts";
import { setAside } from "./file.ts";
import type { KeptState } from "./format.ts";
import { JournalFile } from "./journal-file.ts";

/** Reads a journal's bytes; null when they are none, or of another format. */
export type Decode = (bytes: Buffer) => JournalContent | null;

/** What an earlier daemon left at a journal's path. */
export interface EarlierJournal {
  /** The file, open, where it is one; what it keeps is to be followed by what comes. */
  file: JournalFile | undefined;
  /** Undefined where nothing of this boot can be restored. */
  state: KeptState | undefined;
  /** The epoch of that state; undefined where changes of it are missing. */
  epoch: string | undefined;
  /** What could not be restored, in words for people. */
  fault: string | undefined;
}

/** Opens the journal of an earlier daemon and reads it. Never throws: what is no journal is set aside. */
export function openEarlier(path: string, boot: string, log: Log, decode: Decode): EarlierJournal {
  const earlier: EarlierJournal = {
    ...{ file: undefined, state: undefined, epoch: undefined, fault: undefined },
  };
  let content: JournalContent | null;
  try {
    earlier.file = JournalFile.open(path);
    if (earlier.file === undefined) return earlier;
    content = decode(earlier.file.read());
    if (content === null) throw new Error("another format");
  } catch (error) {
    earlier.file?.close();
    const fault = `the journal was not restored: ${messageOf(error)}`;
    log.warn(fault);
    const aside = setAside(path);
    if (aside !== undefined) log.warn(`the old file is kept as ${aside}`);
    return { ...earlier, file: undefined, fault };
  }
  if (content.boot !== boot) return earlier;
  if (content.whole) {
    earlier.epoch = content.epoch;
    earlier.file.keep(content.bytes);
  } else {
    earlier.fault = "the journal had gaps: some of the last changes before are missing";
    log.warn(`${earlier.fault} (${content.unreadable} unreadable records)`);
  }
  const { length } = content.state.sessions;
  if (length > 0) log.info(`restored ${length} sessions`);
  return { ...earlier, state: content.state };
}
