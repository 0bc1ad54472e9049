import type { Libc } from "../../host/libc.ts";
import { findProcess, type ProcessInfo } from "../../host/process.ts";
import { isTrustedOwner } from "../../protocol/address.ts";

/** Peer credentials, as far as the system tells. */
export interface Credentials {
  /** True for this user and root, whatever the socket's mode. */
  mayConnect(fd: number): boolean;
  /** The process that connected; null when the system won't tell, or it has gone. */
  senderOf(fd: number): ProcessInfo | null;
}

/** @param libc null where it is not available: then only the socket's mode keeps others out. */
export function createCredentials(libc: Libc | null): Credentials {
  const uid = process.getuid?.() ?? 0;
  return {
    mayConnect(fd) {
      const peer = libc?.peerUid(fd) ?? null;
      return peer === null || isTrustedOwner({ uid: peer, mode: 0 }, uid);
    },
    senderOf(fd) {
      const pid = libc?.peerPid(fd) ?? null;
      return pid === null ? null : findProcess(pid);
    },
  };
}
