import { lstat } from "../host/file.ts";
import type { WatchedFile } from "../host/file-watch.ts";
import { lockPath } from "../host/lock.ts";
import { createOwnFiles, type OwnFile, type OwnFiles } from "./lifecycle/own-files.ts";
import { openSocket } from "./socket/socket-path.ts";
import type { Wings } from "./wings.ts";

/** Keeps the files of a hub: locks first, since only their holder may restore the others. */
export function keepFiles(wings: Wings): OwnFiles {
  const { reports, started, wake } = wings;
  const { libc, log } = started;
  const files = [lockFile(wings), journalFile(wings), socketFile(wings)];
  if (reports === undefined) return createOwnFiles(files, libc, log, wake);
  return createOwnFiles([...files, ...reportFiles(wings, reports)], libc, log, wake);
}

function lockFile({ options, started }: Wings): OwnFile {
  const { lock, libc } = started;
  return {
    what: `the lock of ${options.socket}`,
    watched: () => still(lock.path),
    isThere: lock.isCurrent,
    restore: () => lock.restore(lockPath(options.socket, "daemon"), libc),
  };
}

function journalFile({ options, started, state }: Wings): OwnFile {
  const { journal } = state;
  return {
    what: `the journal of ${options.socket}`,
    watched: () => (journal === undefined ? undefined : { path: journal.path, isWritten: true }),
    isThere: () => journal === undefined || journal.isInPlace,
    restore() {
      if (!started.lock.isCurrent()) throw new Error("the lock is another's");
      journal?.restoreFile(options.socket);
    },
  };
}

function socketFile({ started, server }: Wings): OwnFile {
  const { lock, libc, claim, socket } = started;
  const { path, isInherited } = socket;
  return {
    what: path,
    watched: () => still(path),
    isThere: () => isInherited || claim.inode !== undefined,
    restore() {
      if (!lock.isCurrent()) throw new Error("the lock is another's");
      if (lstat(path) !== null) throw new Error("something else is in its place");
      server.reopen(openSocket(path, libc));
      claim.take(path);
    },
  };
}

function reportFiles({ started }: Wings, reports: NonNullable<Wings["reports"]>): OwnFile[] {
  const { lock, path } = reports;
  return [
    {
      what: `the lock of ${path}`,
      watched: () => still(lock.path),
      isThere: lock.isCurrent,
      restore: () => lock.restore(lockPath(path, "daemon"), started.libc),
    },
    {
      what: path,
      watched: () => still(path),
      isThere: () => reports.isThere,
      restore() {
        if (!lock.isCurrent()) throw new Error("the lock is another's");
        if (lstat(path) !== null) throw new Error("something else is in its place");
        reports.reopen();
      },
    },
  ];
}

function still(path: string): WatchedFile {
  return { path, isWritten: false };
}
