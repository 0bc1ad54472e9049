import { lstat, removeFile } from "../../host/file.ts";
import type { Log } from "../../host/log.ts";
import { runtimeBase } from "../../host/runtime-folder.ts";
import { messageOf } from "../../host/system-error.ts";
import type { Change } from "../sessions/ledger.ts";
import { NO_WAITS, type WaitNote } from "../sessions/waits.ts";
import { type Decode, openEarlier } from "./earlier.ts";
import { encodeJournal, type KeptState } from "./format.ts";
import { JournalFile } from "./journal-file.ts";
import { Pending } from "./pending.ts";

/** The least time between a failure and the next attempt. */
const RETRY_MS = 5000;

const NO_PAST = { taken: [], gone: [] };
const EMPTY: KeptState = {
  ...{ seq: 0, forgottenSeq: 0, sessions: [], deletions: [] },
  past: { own: NO_PAST, reported: NO_PAST },
  waits: NO_WAITS,
};

export interface JournalOptions {
  /** In a private folder. Only the holder of the socket's lock may open it. */
  path: string;
  /** Id of this boot; a journal of an earlier one is dropped. */
  boot: string;
  /** The epoch of the state when none is restored. */
  epoch: string;
  log: Log;
  /** A clock that only goes forward, in milliseconds. */
  now(): number;
}

/** A journal from before a re-exec. */
export interface FormerJournal {
  epoch: string;
  /** Whether it holds every change. */
  isJournalWhole: boolean;
  /** What could not be restored before. */
  restoreFault?: string | undefined;
}

/**
 * Keeps the state beside the socket, so that it survives a kill of the daemon.
 * Each batch of changes is one append, made before any reply to them. Nothing is
 * synced: what the kernel has taken outlives the process, and a reboot ends the
 * state anyway. When the disk fails the daemon continues without a journal, says
 * so in {@link Journal.warnings}, and rewrites the whole file at a later change.
 */
export class Journal {
  /** What could not be restored, in words for people; undefined for nothing. */
  restoreFault: string | undefined;
  readonly #options: JournalOptions;
  readonly #pending = new Pending();
  #path: string;
  #epoch: string;
  #save: () => KeptState = () => EMPTY;
  #file: JournalFile | undefined;
  #fault: string | undefined;
  #retryMs = 0;

  constructor(options: JournalOptions) {
    this.#options = options;
    this.#path = options.path;
    this.#epoch = options.epoch;
  }

  /** The epoch of the state: that of the restored one where no change is missing. */
  get epoch(): string {
    return this.#epoch;
  }

  /** Where it is. */
  get path(): string {
    return this.#path;
  }

  /** Whether the file has every change so far. */
  get isWhole(): boolean {
    return this.#file !== undefined;
  }

  /** Faults, in words for people. */
  get warnings(): string[] {
    return [this.restoreFault, this.#fault].filter((fault) => fault !== undefined);
  }

  /** Whether an earlier daemon has left a file. */
  get hasEarlier(): boolean {
    return lstat(this.#path) !== null;
  }

  /** Restores the state of an earlier daemon. To be called first, and once. */
  restore(decode: Decode): KeptState | undefined {
    const { boot, log } = this.#options;
    const { file, state, epoch, fault } = openEarlier(this.#path, boot, log, decode);
    this.#file = file;
    this.#epoch = epoch ?? this.#epoch;
    this.restoreFault = fault;
    return state;
  }

  /** Continues with the file from before a re-exec. To be called first, and once. */
  resume({ epoch, isJournalWhole: isWhole, restoreFault }: FormerJournal): void {
    this.#epoch = epoch;
    this.restoreFault = restoreFault;
    if (!isWhole) return;
    try {
      this.#file = JournalFile.open(this.#path);
      this.#file?.keep();
    } catch {
      // Something else is in its place: it is rewritten.
    }
  }

  /** Starts to write. @param save gives the whole state at any time. */
  begin(save: () => KeptState): void {
    this.#save = save;
    if (this.#file === undefined || this.#file.isEmpty) this.#start();
  }

  /** Queues a change for the next {@link write}. @param waited what it made of the session's wait. */
  note(change: Change, waited?: WaitNote): void {
    this.#pending.add(change, waited);
  }

  /** Appends the queued changes. Never throws. */
  write(): void {
    if (this.#pending.isEmpty) return;
    if (this.#file?.isKept === false) this.#release(); // what it would take is lost
    if (this.#file === undefined) this.#start();
    else this.#append(this.#file);
    this.#pending.clear();
  }

  /** Whether the file is there, or is missing because of a fault that is known. */
  get isInPlace(): boolean {
    return this.#file === undefined ? this.#fault !== undefined : this.#file.isInPlace;
  }

  /** Rewrites the file, which was removed, where it belongs by now. */
  restoreFile(socket: string): void {
    this.#path = journalPath(socket);
    this.check();
  }

  /** Rewrites the file where it was removed. */
  check(): void {
    if (this.#file?.isInPlace === false) this.#release();
    if (this.#file === undefined) this.#start();
  }

  /** Closes the file. @param ends the state ends here, so the file is removed. */
  close(ends: boolean): void {
    if (ends) removeFile(this.#path);
    this.#release();
  }

  #append(file: JournalFile): void {
    try {
      file.append(this.#pending.encode());
      if (file.isLong) this.#compact(file);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Rewrites the whole file, unless that failed a moment ago. */
  #start(): void {
    if (this.#fault !== undefined && this.#options.now() < this.#retryMs) return;
    try {
      this.#rewrite();
      if (this.#fault !== undefined) this.#options.log.info("the journal is whole again");
      this.#fault = undefined;
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Compacts a file that is whole but long; where that fails it may keep growing. */
  #compact(file: JournalFile): void {
    try {
      this.#rewrite();
    } catch (error) {
      if (!file.postpone()) throw error;
      this.#options.log.warn(`the journal could not be compacted: ${messageOf(error)}`);
    }
  }

  /** Replaces the file with a new one that has the whole state. */
  #rewrite(): void {
    const { boot } = this.#options;
    const file = JournalFile.create(this.#path, encodeJournal(boot, this.#epoch, this.#save()));
    this.#release();
    this.#file = file;
  }

  /** Continues without the file. */
  #fail(error: unknown): void {
    const isNews = this.#fault === undefined;
    this.#fault = `changes are not kept on disk: ${messageOf(error)}`;
    if (isNews) this.#options.log.error(this.#fault);
    this.#retryMs = this.#options.now() + RETRY_MS;
    this.#file?.abandon();
    this.#file = undefined;
  }

  #release(): void {
    this.#file?.close();
    this.#file = undefined;
  }
}

/** Path of the journal of a socket. */
export function journalPath(socket: string): string {
  return `${runtimeBase(socket)}.journal`;
}
