import type { Lock } from "../../host/lock.ts";
import type { RelayFacts } from "../../protocol/received.ts";
import type { SessionState } from "../sessions/state.ts";
import type { SavedState } from "../sessions/table.ts";
import type { SavedWaits } from "../sessions/waits.ts";
import { bytesOf, descriptorsOf, handOffSocket, type SocketHandoff } from "../socket/handoff.ts";
import type { PathClaim } from "../socket/path-claim.ts";
import type { ReportListener } from "../socket/report-listener.ts";
import type { Server } from "../socket/server.ts";
import type { SavedActivity } from "./activity.ts";

/** What each adds to the time that clients wait, beside what a start takes. */
const SESSION_MS = 0.007;
const TRANSITION_MS = 0.0002;
const CONNECTION_MS = 0.1;
const OVERDUE_MS = 0.002;
/** They are not kept waiting longer than that: 12,700 sessions of ten transitions. */
const MAX_WAIT_MS = 115;

/** The same of bytes that connections have yet to take, in base64. */
const MAX_BYTES = 8 * 1024 * 1024;

/** Few enough that reading them needs little memory at a time, and many enough to be quick. */
const SESSIONS_A_LINE = 50;

/** What a daemon hands to itself across a re-exec. Descriptors stay open under their numbers. */
export interface Handoff extends SavedActivity {
  owner: SocketHandoff;
  /** Those of the owner's peers that are subscribed, and the changes they have yet to be sent. */
  subscribers: { fd: number; fromSeq: number; overdue: [id: string, seq: number][] }[];
  /** Descriptors of hooks that stay for an answer: closed, so that their agents go on without one. */
  holders?: number[];
  /** Those that bring the sessions of other hubs. */
  receivers?: { fd: number; from: string[]; facts: RelayFacts | null }[];
  reports: SocketHandoff | null;
  epoch: string;
  /** Whether the journal holds every change. */
  isJournalWhole: boolean;
  /** What could not be restored when this life of the hub began; older daemons did not tell. */
  restoreFault?: string | undefined;
  uptimeMs: number;
  waits: SavedWaits;
  /** Folders where agents keep records of their processes, and whose; older daemons did not tell. */
  registries?: (readonly [folder: string, agentType: string])[];
  state: SavedState;
}

/** The same as it is read: a session when it is asked for, so that no more of them is held. */
export type HandedOver = Omit<Handoff, "state"> & { state: SavedState<Iterable<SessionState>> };

/** How much there would be to hand over. */
export interface Load {
  sessions: number;
  /** In the histories of all of them. */
  transitions: number;
  connections: number;
  /** Changes that subscribers have yet to be sent, at most. */
  overdue: number;
}

/** What a handoff is taken from. */
export interface HandoffSource {
  load: Load;
  server: Server;
  claim: PathClaim;
  lock: Lock;
  /** Undefined where there is no report-only socket. */
  reports: ReportListener | undefined;
  /** What it holds besides sockets. */
  rest(): Omit<Handoff, "owner" | "reports">;
}

/** @returns undefined while a connection is about to go, or where there is too much to hand over. */
export function collectHandoff(source: HandoffSource): Handoff | undefined {
  const { server, claim, lock, load } = source;
  if (waitMs(load) > MAX_WAIT_MS) return undefined;
  const owner = handOffSocket(server, claim, lock, MAX_BYTES);
  if (owner === undefined) return undefined;
  const bytes = MAX_BYTES - bytesOf(owner.peers);
  const reports = source.reports === undefined ? null : source.reports.handOff(bytes);
  return reports === undefined ? undefined : { owner, reports, ...source.rest() };
}

function waitMs({ sessions, transitions, connections, overdue }: Load): number {
  const sessionsMs = sessions * SESSION_MS + transitions * TRANSITION_MS;
  return sessionsMs + connections * CONNECTION_MS + overdue * OVERDUE_MS;
}

/** Every descriptor that must stay open. */
export function openFds({ owner, reports }: Pick<Handoff, "owner" | "reports">): number[] {
  return [...descriptorsOf(owner), ...(reports === null ? [] : descriptorsOf(reports))];
}

/**
 * A line of JSON with all but the sessions, then lists of those.
 * @param sessions of {@link encodeSessions}, none of which has changed since.
 */
export function encodeHandoff(handoff: Handoff, sessions = encodeSessions(handoff)): Buffer {
  const rest = { ...handoff, state: { ...handoff.state, sessions: [] } };
  return Buffer.concat([Buffer.from(`${JSON.stringify(rest)}\n`), sessions]);
}

/** The sessions of a handoff, which are most of it. */
export function encodeSessions({ state: { sessions } }: Handoff): Buffer {
  const lines: string[] = [];
  for (let at = 0; at < sessions.length; at += SESSIONS_A_LINE) {
    lines.push(JSON.stringify(sessions.slice(at, at + SESSIONS_A_LINE)));
  }
  return Buffer.from(lines.join("\n"));
}

/** @param lines of {@link encodeHandoff}, written by this process: nobody else has had that file. */
export function readHandoff(lines: Iterator<string, void>): HandedOver {
  const handoff: Handoff = JSON.parse(lines.next().value ?? "");
  return { ...handoff, state: { ...handoff.state, sessions: readSessions(handoff, lines) } };
}

/** Older daemons had all of them on the first line. */
function* readSessions({ state }: Handoff, lines: Iterator<string, void>): Generator<SessionState> {
  yield* state.sessions;
  for (let { value } = lines.next(); value !== undefined; { value } = lines.next()) {
    yield* JSON.parse(value);
  }
}
