import type { Lock } from "../../host/lock.ts";
import type { SavedState } from "../sessions/table.ts";
import { descriptorsOf, fdOf, handOffSocket, type SocketHandoff } from "../socket/handoff.ts";
import type { PathClaim } from "../socket/path-claim.ts";
import type { Peer } from "../socket/peer.ts";
import type { ReportListener } from "../socket/report-listener.ts";
import type { Server } from "../socket/server.ts";

/** With more sessions or descriptors a re-exec would keep clients waiting too long. */
const MAX_ITEMS = 1000;

/** What a daemon hands to itself across a re-exec, as JSON. Descriptors stay open under their numbers. */
export interface Handoff {
  owner: SocketHandoff;
  /** Those of the owner's peers that are subscribed. */
  subscribers: number[];
  reports: SocketHandoff | null;
  epoch: string;
  /** Whether the journal holds every change. */
  isJournalWhole: boolean;
  uptimeMs: number;
  state: SavedState;
}

/** What a handoff is taken from. */
export interface HandoffSource {
  server: Server;
  claim: PathClaim;
  lock: Lock;
  /** Undefined where there is no report-only socket. */
  reports: ReportListener | undefined;
  isSubscribed(peer: Peer): boolean;
  /** What it holds besides sockets. */
  rest(): Omit<Handoff, "owner" | "subscribers" | "reports">;
}

/** @returns undefined while anything is in flight, or where there is too much to hand over. */
export function collectHandoff(source: HandoffSource): Handoff | undefined {
  const { server } = source;
  const owner = handOffSocket(server, source.claim, source.lock);
  const reports = source.reports === undefined ? null : source.reports.handOff();
  if (owner === undefined || reports === undefined) return undefined;
  const subscribers = server.idlePeers()?.filter(source.isSubscribed).map(fdOf) ?? [];
  const handoff = { owner, subscribers, reports, ...source.rest() };
  const isLarge = handoff.state.sessions.length > MAX_ITEMS || openFds(handoff).length > MAX_ITEMS;
  return isLarge ? undefined : handoff;
}

/** Every descriptor that must stay open. */
export function openFds({ owner, reports }: Pick<Handoff, "owner" | "reports">): number[] {
  return [...descriptorsOf(owner), ...(reports === null ? [] : descriptorsOf(reports))];
}
