import { expect } from "bun:test";
import * as fs from "node:fs";
import { createHub } from "../../src/daemon/hub/hub.ts";
import { decodeJournal } from "../../src/daemon/journal/decode.ts";
import { Journal } from "../../src/daemon/journal/journal.ts";
import { DEFAULT_LIMITS } from "../../src/daemon/sessions/space.ts";
import { Store } from "../../src/daemon/sessions/store.ts";
import { Waits } from "../../src/daemon/sessions/waits.ts";
import { Peer, type PeerSocket } from "../../src/daemon/socket/peer.ts";
import { createLog } from "../../src/host/log.ts";
import { observing } from "../support/observing.ts";
import type { Sandbox } from "../support/sandbox.ts";
import type { Frame } from "../support/wire.ts";
import { timeless } from "./replica.ts";

/** Thrown where a kill strikes: nothing of the daemon runs after it. */
export class Killed extends Error {}

/** One life of a daemon without its process: what it has written is what a kill leaves. */
export function live(box: Sandbox) {
  const folder = `${box.folder}/state`;
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = `${folder}/j.journal`;
  const log = createLog("error", `${box.folder}/log`);
  const epoch = crypto.randomUUID();
  const journal = new Journal({ path, boot: "b", epoch, log, now: () => 0 });
  const saved = journal.restore(decodeJournal);
  const store = new Store(DEFAULT_LIMITS, saved);
  const waits = new Waits((folder) => folder, saved?.waits);
  journal.begin(() => ({ ...store.save(), waits: waits.save() }));
  let writesLeft = Number.POSITIVE_INFINITY;
  const steps: string[] = [];
  const hub = createHub({
    store,
    waits,
    observer: observing(store, () => null),
    epoch: journal.epoch,
    journal: {
      note: (change, waited) => journal.note(change, waited),
      write() {
        if (writesLeft <= 0) throw new Killed();
        writesLeft -= 1;
        steps.push("journalled");
        journal.write();
      },
    },
    log,
    steadyMs: () => 0,
    describe: () => {
      throw new Error("nobody asks");
    },
    handOver: () => "no_journal",
    mayConnect: () => true,
    senderOf: () => null,
    find: () => null,
    onActivity() {},
    onChange() {},
    renew: () => false,
    flush() {},
    onStop() {},
  });
  const dirty = new Set<Peer>();
  return {
    store,
    epoch: journal.epoch,
    /** What happened since: `journalled`, and the name of whoever was written to. */
    steps,
    /** The journal is not written any more after so many times. */
    killAfterWrites(count: number) {
      writesLeft = count;
    },
    connect(name: string, onFrame: (frame: Frame) => void): Peer {
      const write = (bytes: Buffer) => {
        steps.push(name);
        for (const line of bytes.toString().split("\n").filter(Boolean)) onFrame(JSON.parse(line));
        return bytes.length;
      };
      const socket = { write } as unknown as PeerSocket; // all it uses
      return new Peer(socket, { dirty, maxLineBytes: 2 ** 20, catchUpLater() {} });
    },
    /** What one read brings, up to the replies. */
    read(peer: Peer, ...requests: Frame[]) {
      for (const request of requests) hub.events.onLine(JSON.stringify(request), peer);
      hub.events.onBatch();
      for (const one of dirty) one.flush();
      dirty.clear();
    },
  };
}

/** A request that reports a session at work. */
export const set = (session_id: string, priority: number): Frame => ({
  cmd: "SET",
  session_id,
  status: "working",
  priority,
});

/** A subscriber that comes back where it was, as clients do. */
export function createWatcher(name: string) {
  const sessions = new Map<string, Frame>();
  let position: Frame = {};
  let isResumed = false;
  function take(frame: Frame): void {
    if (frame.type === undefined) return;
    if (frame.type === "snapshot") {
      isResumed = frame.resumed === true;
      if (!isResumed) sessions.clear();
      position = { epoch: frame.epoch };
    }
    expect([...(frame.deleted ?? []), frame.session_id]).not.toContain(""); // no session's id
    for (const id of frame.deleted ?? []) sessions.delete(id);
    for (const session of frame.sessions ?? []) sessions.set(session.session_id, timeless(session));
    if (frame.type === "update") sessions.set(frame.session.session_id, timeless(frame.session));
    if (frame.type === "delete") sessions.delete(frame.session_id);
    position.since = frame.seq;
  }
  return {
    sessions,
    get isResumed() {
      return isResumed;
    },
    connect: (hub: ReturnType<typeof live>) =>
      hub.read(hub.connect(name, take), { cmd: "SUB", ...position }),
  };
}
