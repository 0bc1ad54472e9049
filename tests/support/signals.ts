import * as fs from "node:fs";
import type { WireClient } from "./wire.ts";

const MANY = 100;

/**
 * The masks of blocked signals that a daemon's main thread was seen with while it
 * worked: its event loop waits with another one, which takes every signal.
 */
export async function masksAtWork(client: WireClient, pid: number): Promise<Set<string>> {
  const masks = new Set<string>();
  const before = client.frames.length;
  for (let i = 0; i < MANY; i++) client.write({ cmd: "LIST" });
  while (client.frames.length < before + MANY) {
    const status = fs.readFileSync(`/proc/${pid}/task/${pid}/status`, "utf8");
    masks.add(/^SigBlk:\s*(\S+)/m.exec(status)?.[1] ?? "");
    await Bun.sleep(0);
  }
  return masks;
}

/** SIGHUP, SIGINT and SIGTERM as such a mask. */
export const BLOCKED = "0000000000004003";
