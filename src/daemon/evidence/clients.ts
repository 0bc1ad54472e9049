import { isServer } from "../../agents/server.ts";
import { entryOfType } from "../../agents/table.ts";
import { ancestorsOf } from "../../host/ancestors.ts";
import {
  commandLine,
  type FindProcess,
  isStillRunning,
  type ProcessInfo,
} from "../../host/process.ts";
import { processEnv, processesIn, startedMs } from "../../host/processes.ts";
import { type CheckedReport, DEFAULT_AGENT_TYPE } from "../../protocol/session.ts";
import { terminalIn } from "../../protocol/traces.ts";
import type { SessionState } from "../sessions/state.ts";
import type { Store } from "../sessions/store.ts";

/** A search for a client that found none is not repeated within this. */
const AGAIN_MS = 10_000;

/**
 * A session whose agent runs in a server of many sessions is where its person is:
 * at the client, which has a terminal and was started in the same folder. Its end
 * is the session's, its pane the one to focus.
 */
export function createClients(store: Store, find: FindProcess) {
  /** Session -> when its client was last looked for in vain. */
  const missed = new WeakMap<SessionState, number>();

  function search(
    report: CheckedReport,
    known: SessionState | undefined,
    server: ProcessInfo,
    nowMs: number,
  ): ProcessInfo | null {
    const folder = report.working_dir ?? known?.workingDir;
    const missedMs = known === undefined ? undefined : missed.get(known);
    if (folder == null || (missedMs !== undefined && Math.abs(nowMs - missedMs) < AGAIN_MS)) {
      return null;
    }
    const clients = clientsIn(folder, report.agent_type ?? known?.agentType, server.name);
    const free = clients.filter(({ pid }) => store.withProcess(pid).length === 0);
    // After /clear the client is still its predecessor's.
    const mayBe = free.length === 0 && report.replaces_pid === true ? clients : free;
    const client = choose(mayBe, bornMs(report.session_id), nowMs);
    if (client === null && known !== undefined) missed.set(known, nowMs);
    return client;
  }

  return {
    /**
     * The report with the client in the place of the server, where there is one.
     * @param known the session before the report.
     */
    place(report: CheckedReport, known: SessionState | undefined, nowMs: number): CheckedReport {
      // Only the owner's own hooks name ancestors: nobody else is told where a client is.
      if (report.pid == null || report.ancestors === undefined) return report;
      const { pid: serverPid, pid_start, ancestors: _, ...rest } = report;
      if (!hostsMany(report.agent_type ?? known?.agentType, serverPid)) return report;
      const server = find(serverPid);
      const own = known?.pid == null || known.pid === serverPid ? null : find(known.pid);
      if (isStillRunning(own, known?.pidStart ?? "")) return { ...rest, replaces_pid: false };
      const isThere = isStillRunning(server, pid_start ?? "");
      const client = isThere ? search(report, known, server, nowMs) : null;
      if (client === null) {
        const isLeft = known?.status === "closed" && known.pid !== null && known.pid !== serverPid;
        const counts = !isLeft || isPersons(report);
        return counts ? { ...report, replaces_pid: false } : withoutStatus(report);
      }
      const terminal = terminalIn(processEnv(client.pid));
      const process = { pid: client.pid, pid_start: client.start };
      const ancestors = ancestorsOf(client, find).map(({ pid }) => pid);
      return { ...rest, ...process, ancestors, terminal };
    },
  };
}

/** What {@link createClients} gives. */
export type Clients = ReturnType<typeof createClients>;

/**
 * A client has begun a session in a folder. Where it is the only one there, and its
 * session is another, that one is over: it goes on in the new one (/clear).
 */
export function goesOnElsewhere(
  store: Store,
  { id, folder, atMs }: { id: string; folder: string; atMs: number },
  find: FindProcess,
  nowMs: number,
): void {
  for (const state of [...store.sessions()]) {
    const { pid, agentType, workingDir, status, reported, host } = state;
    // While a turn runs a client begins no other session.
    const isOut = status === "closed" || status === "working";
    if (workingDir !== folder || isOut || reported || host !== null) continue;
    if (state.id === id || pid === null) continue;
    const clients = clientsIn(folder, agentType, find(pid)?.name ?? "");
    if (clients.length !== 1 || clients[0]?.pid !== pid) continue;
    const said = { status: "closed", reason: "replaced", event: "went on" } as const;
    store.weigh(state, { session_id: state.id, source: "process", at_ms: atMs, ...said }, nowMs);
  }
}

/** The clients that run in a folder, of servers with that program's name. */
function clientsIn(folder: string, agentType: string | undefined, name: string): ProcessInfo[] {
  return processesIn(folder).filter((one) => {
    return one.name === name && one.hasTerminal && !one.isZombie && !hostsMany(agentType, one.pid);
  });
}

function hostsMany(agentType = DEFAULT_AGENT_TYPE, pid: number): boolean {
  const entry = entryOfType(agentType);
  return entry !== undefined && isServer(entry, () => commandLine(pid));
}

// Taken up again at a client elsewhere: it starts, or is prompted.
function isPersons({ status, reason, answers }: CheckedReport): boolean {
  return reason === "started" || (status === "working" && answers === "*");
}

// Its client has ended, and with it the session; what the server still does of it is
// nobody's turn.
function withoutStatus(report: CheckedReport): CheckedReport {
  if (report.status === "closed") return { ...report, pid: undefined };
  const { session_id, agent_type, source, event, at_ms, report_id } = report;
  return { session_id, agent_type, source, event, at_ms, report_id };
}

/** Of several the one that was started last before the session, which is seconds older at most. */
function choose(
  clients: readonly ProcessInfo[],
  sessionMs: number | null,
  nowMs: number,
): ProcessInfo | null {
  const [only] = clients;
  if (only === undefined || clients.length === 1) return only ?? null;
  if (sessionMs === null) return null;
  const started = clients.map((client) => ({ client, atMs: startedMs(client, nowMs) }));
  const before = started.filter(({ atMs }) => atMs <= sessionMs);
  return before.toSorted((a, b) => b.atMs - a.atMs)[0]?.client ?? null;
}

/** When a session began whose id is a UUID of version 7 (RFC 9562, 5.7); null for any other. */
function bornMs(id: string): number | null {
  const [, high, low] = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-/.exec(id) ?? [];
  return high === undefined ? null : Number.parseInt(`${high}${low}`, 16);
}
