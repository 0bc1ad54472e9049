import { createObserver, type Observer } from "../../src/daemon/observer.ts";
import { createRegistry } from "../../src/daemon/registry.ts";
import type { Store } from "../../src/daemon/store.ts";
import { createTranscripts } from "../../src/daemon/transcript.ts";
import type { ProcessInfo } from "../../src/host/process.ts";

/** An observer on a machine called `here`, with a process table of our own making. */
export function observing(
  store: Store,
  find: (pid: number) => ProcessInfo | null,
  registry: string | null = null,
): Observer {
  return createObserver({
    store,
    hostName: "here",
    pidSpace: "pid:[1]",
    find,
    table: () => find,
    registry: createRegistry(registry),
    transcripts: createTranscripts(),
  });
}
