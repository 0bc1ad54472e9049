import { ENTRIES } from "../../src/agents/table.ts";
import { createObserver, type Observer } from "../../src/daemon/evidence/observer.ts";
import { createRegistry, registrySources } from "../../src/daemon/evidence/registry.ts";
import { createTranscripts } from "../../src/daemon/evidence/transcript.ts";
import type { Store } from "../../src/daemon/sessions/store.ts";
import type { Command } from "../../src/host/children.ts";
import type { FindProcess, ProcessInfo } from "../../src/host/process.ts";

const RECORDS = new Map(
  await Promise.all(
    ENTRIES.map(
      async ({ agentType, records }) => [agentType, (await records?.())?.records] as const,
    ),
  ),
);

/** An observer on a machine called `here`, with a process table of our own making. */
export function observing(
  store: Store,
  find: FindProcess,
  registry: string | null = null,
  terminalChild: (pid: number) => number | null = () => null,
  startedMs = 0,
  hooks: () => ProcessInfo[] = () => [],
  commands: () => Command[] = () => [],
): Observer {
  const sources = registrySources({}, "/nowhere", () => false).map((one) => ({
    ...one,
    folder: registry,
  }));
  return createObserver({
    store,
    hostName: "here",
    pidSpace: "pid:[1]",
    mayNotAnswer: () => false,
    find,
    table: () => find,
    registry: createRegistry(sources, RECORDS),
    transcripts: createTranscripts(RECORDS),
    terminalChild,
    commands,
    terminalOf: () => null,
    hooks,
    startedMs,
  });
}
