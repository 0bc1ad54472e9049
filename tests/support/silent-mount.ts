import * as fs from "node:fs";
import type { Sandbox } from "./sandbox.ts";

// A mount of FUSE whose daemon never reads a request: whoever looks into it waits for ever.
const MOUNT = `exec 9<>/dev/fuse
mount -i -t fuse -o fd=9,rootmode=40000,user_id=0,group_id=0 silent "$0"
exec "$@"`;
const IN_NAMESPACE = ["unshare", "--mount", "--propagation", "private", "sh", "-euc", MOUNT];

/** Whether such a mount can be had here. */
export const canBeSilent =
  process.getuid?.() === 0 &&
  fs.existsSync("/dev/fuse") &&
  Bun.which("unshare") !== null &&
  Bun.spawnSync([...IN_NAMESPACE, "/mnt", "true"]).exitCode === 0;

/** Where the silent folder is, for commands that {@link besideSilence} gives. */
export function silentFolder(box: Sandbox): string {
  return `${box.folder}/silent`;
}

/** The command, run where a folder of the sandbox is on a file system that never answers. */
export function besideSilence(box: Sandbox, command: readonly string[]): string[] {
  fs.mkdirSync(silentFolder(box), { recursive: true });
  return [...IN_NAMESPACE, silentFolder(box), ...command];
}
