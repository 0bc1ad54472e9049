import { lstat } from "../../host/file.ts";

/** Knows whether a path still leads to the socket that was bound there. */
export interface PathClaim {
  /** The socket is at that path from now on. @param known its inode, if that is known already. */
  take(path: string, known?: number): void;
  /** Inode of the path; undefined while it does not lead to our socket. */
  readonly inode: number | undefined;
  /** It was ours and is not any more. */
  readonly isLost: boolean;
}

/** Compares inodes: only by its inode can one socket be told from another at the same path. */
export function createPathClaim(): PathClaim {
  let path = "";
  let own: number | undefined;
  const isOurs = () => own !== undefined && lstat(path)?.ino === own;
  return {
    take(claimed, known = lstat(claimed)?.ino) {
      path = claimed;
      own = known;
    },
    get inode() {
      return isOurs() ? own : undefined;
    },
    get isLost() {
      return own !== undefined && !isOurs();
    },
  };
}
