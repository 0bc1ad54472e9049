import * as fs from "node:fs";
import type { FolderWatch } from "../host/folder-watch.ts";
import type { Libc } from "../host/libc.ts";
import { watchNames } from "../host/name-watch.ts";

/** Tells of reports that hooks leave in the spool while the hub runs. */
export interface SpoolWatch {
  /** Watches while somebody is told, and holds nothing otherwise. */
  follow(isFollowed: boolean): void;
  /** Watches nothing from here on, and leaves no empty folder. */
  stop(): void;
}

/**
 * A hook that a busy hub did not answer in time spools its report: a person who is
 * told of the rest is told of that too, and not with the next check. Where the system
 * gives no notification (macOS) that check takes it in.
 * @param take takes in what is there.
 */
export function createSpoolWatch(
  libc: Pick<Libc, "openNames"> | null,
  folder: string,
  take: () => void,
): SpoolWatch {
  let watch: FolderWatch | undefined;
  let isFollowed = false;
  let isStopped = false;
  return {
    follow(wanted) {
      if (wanted === isFollowed || isStopped) return;
      isFollowed = wanted;
      watch?.close();
      watch = undefined;
      if (!wanted || libc === null) return;
      try {
        // Hooks make it with the first report; only what is there can be watched.
        fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
      } catch {
        return; // A read-only disk: no hook can spool there either.
      }
      watch = watchNames(libc, folder, { onChange: take, onRefused() {} });
      take(); // for what came before it was watched
    },
    stop() {
      isStopped = true;
      watch?.close();
      try {
        fs.rmdirSync(folder);
      } catch {
        // There is none, or a report waits in it.
      }
    },
  };
}
