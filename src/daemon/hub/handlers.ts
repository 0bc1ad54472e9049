import type { Facts, LastHeard, Output } from "../../protocol/answers.ts";
import type { Checked, CommandName } from "../../protocol/commands.ts";
import { ConsoleError } from "../../protocol/errors.ts";
import { isNewer } from "../../protocol/semver.ts";
import type { ShutdownReason } from "../../protocol/wire.ts";
import type { Observer } from "../evidence/observer.ts";
import { explain } from "../sessions/explain.ts";
import { latestEvidence, type SessionState } from "../sessions/state.ts";
import type { Store } from "../sessions/store.ts";
import type { Waits } from "../sessions/waits.ts";
import { toWire } from "../sessions/wire.ts";
import { type AnsweringContext, answer, hold } from "./answering.ts";
import { Listing } from "./listing.ts";
import type { Receivers } from "./receivers.ts";

/** What a handler works on. */
export interface HandlerContext extends AnsweringContext {
  waits: Waits;
  receivers: Receivers;
  /** The time on the clock that nobody can set; see `host/steady-clock.ts`. */
  steadyMs(): number;
  describe(): Facts;
  /** Flags to start a successor with, or why none may take over. */
  handOver(): readonly string[] | "supervised" | "no_journal";
  /** Goes on as that program, once the reply is out. @returns whether that can be tried. */
  renew(program: string, version: string): boolean;
  /** Subscribes the sender, once its reply is queued. */
  subscribe(input: Checked<"SUB">): void;
  /** Shuts the daemon down, once the reply is queued. */
  stop(reason: ShutdownReason): void;
}

/** With more sessions than these an answer that holds all is no longer made at once. */
const FEW = 100;

/** One synchronous function per command: checked input in, the reply's data out. */
export type Handlers = {
  [N in CommandName]: (input: Checked<N>, context: HandlerContext) => Answer<N>;
};

type Answer<N extends CommandName> = Output<N> | (N extends "LIST" | "DUMP" ? Listing : never);

export const handlers: Handlers = {
  SET: (input, { store, observer, nowMs }) =>
    toWire(store.set(observer.verify(input, nowMs), nowMs), nowMs),

  GET({ session_id }, { store, observer, nowMs }) {
    observer.lookAt(session_id, nowMs);
    return toWire(store.get(session_id), nowMs);
  },

  EXPLAIN({ session_id }, { store, observer, nowMs }) {
    observer.lookAt(session_id, nowMs);
    return explain(store.get(session_id), nowMs);
  },

  LIST(_, { store, observer, nowMs }) {
    observer.sweep(nowMs);
    return store.size > FEW ? new Listing(store) : listSessions(store, nowMs);
  },

  RM({ session_id }, { store, nowMs }) {
    checkOwn(store.get(session_id));
    return toWire(store.close(session_id, "closed", nowMs), nowMs);
  },

  DELETE: ({ session_id }, { store, nowMs }) => toWire(store.delete(session_id, nowMs), nowMs),

  REOPEN({ session_id }, { store, observer, nowMs }) {
    const known = store.find(session_id);
    if (known?.received)
      throw new ConsoleError("not_resumable", `NOT_RESUMABLE ${elsewhere(known)}`);
    if (known?.status === "closed" && known.replacedBy === null) {
      checkFolder(known.workingDir, observer);
    }
    return toWire(store.reopen(session_id, nowMs), nowMs);
  },

  ACK: ({ session_id }, { store, nowMs }) => toWire(store.acknowledge(session_id, nowMs), nowMs),

  UNACK: ({ session_id }, { store, nowMs }) => toWire(store.unacknowledge(session_id), nowMs),

  SNOOZE: ({ session_id, for_ms }, { store, nowMs, steadyMs }) =>
    toWire(store.snooze(session_id, nowMs + for_ms, steadyMs() + for_ms), nowMs),

  HOLD: hold,

  ANSWER: answer,

  SUB(input, context) {
    context.observer.sweep(context.nowMs);
    context.subscribe(input);
    return "subscribed";
  },

  RECEIVE: (input, { receivers, holder }) => receivers.take(holder, input),

  RELAY(input, { receivers, holder }) {
    receivers.describe(holder, input);
    return "noted";
  },

  STATUS(_, { store, observer, waits, receivers, nowMs, describe }) {
    observer.sweep(nowMs);
    return {
      ...describe(),
      sessions: countSessions(store),
      agents: lastHeard(store),
      waits: waits.report(nowMs),
      relays: receivers.facts,
    };
  },

  DUMP(_, { store, observer, nowMs, describe }) {
    observer.sweep(nowMs);
    const facts: Omit<Output<"DUMP">, "sessions"> = {
      ...describe(),
      session_counts: countSessions(store),
    };
    if (store.size > FEW) return new Listing(store, facts);
    return { ...facts, sessions: listSessions(store, nowMs) };
  },

  STOP({ confirmed }, { store, observer, nowMs, stop }) {
    observer.sweep(nowMs);
    const active_count = store.activeCount(nowMs);
    if (active_count > 0 && confirmed !== true) {
      return { stop_status: "confirm_required", active_count };
    }
    stop("stop");
    return { stop_status: "ok" };
  },

  UPGRADE({ app_version, program }, { describe, handOver, renew, stop }) {
    if (!isNewer(app_version, describe().app_version)) {
      return { upgrade_status: "current", flags: [] };
    }
    const flags = handOver();
    if (typeof flags === "string") return { upgrade_status: flags, flags: [] };
    if (typeof program === "string" && renew(program, app_version)) {
      return { upgrade_status: "renewed", flags: [] };
    }
    stop("upgrade");
    return { upgrade_status: "ok", flags: [...flags] };
  },
};

function listSessions(store: Store, nowMs: number) {
  return Array.from(store.sessions(), (state) => toWire(state, nowMs));
}

function countSessions(store: Store) {
  return { active: store.size - store.closedCount, closed: store.closedCount };
}

/** Agent types that hooks of the owner's have reported, the latest first. */
function lastHeard(store: Store): LastHeard[] {
  const heard = new Map<string, LastHeard>();
  for (const state of store.sessions()) {
    const said = state.reported ? undefined : latestEvidence(state, "hook");
    const known = heard.get(state.agentType);
    if (said === undefined || (known !== undefined && known.at_ms >= said.atMs)) continue;
    const { id: session_id, agentType: agent_type } = state;
    heard.set(agent_type, { agent_type, session_id, event: said.event, at_ms: said.atMs });
  }
  return [...heard.values()].sort((a, b) => b.at_ms - a.at_ms);
}

/** @throws not_permitted for a session that its own hub has to close. */
function checkOwn(state: SessionState): void {
  if (state.received !== null) throw new ConsoleError("not_permitted", elsewhere(state));
}

function elsewhere({ id, received }: SessionState): string {
  return `the hub ${received?.from} has session ${id} - close and reopen it there`;
}

// Clients of version 1 look for the words before the text.
function checkFolder(workingDir: string | null, { isMissing }: Pick<Observer, "isMissing">): void {
  const missing =
    workingDir === null
      ? "No working directory recorded for this session"
      : `Working directory no longer exists: ${workingDir}`;
  if (workingDir === null || isMissing(workingDir)) {
    throw new ConsoleError("not_resumable", `WORKING_DIR_MISSING ${missing}`);
  }
}
