import { expect, test } from "bun:test";
import * as fs from "node:fs";
import { createHub } from "../../src/daemon/hub/hub.ts";
import { Journal } from "../../src/daemon/journal/journal.ts";
import { Store } from "../../src/daemon/sessions/store.ts";
import { DEFAULT_LIMITS } from "../../src/daemon/sessions/table.ts";
import { Peer, type PeerSocket } from "../../src/daemon/socket/peer.ts";
import { createLog } from "../../src/host/log.ts";
import { observing } from "../support/observing.ts";
import { type Sandbox, sandbox } from "../support/sandbox.ts";
import type { Frame } from "../support/wire.ts";
import { createRandom } from "./random.ts";
import { timeless } from "./replica.ts";

/** Thrown where a kill strikes: nothing of the daemon runs after it. */
class Killed extends Error {}

/** One life of a daemon without its process: what it has written is what a kill leaves. */
function live(box: Sandbox) {
  const folder = `${box.folder}/state`;
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = `${folder}/j.journal`;
  const log = createLog("error", `${box.folder}/log`);
  const epoch = crypto.randomUUID();
  const journal = new Journal({ path, boot: "b", epoch, log, now: () => 0 });
  const store = new Store(DEFAULT_LIMITS, journal.restore());
  journal.begin(() => store.save());
  let writesLeft = Number.POSITIVE_INFINITY;
  const steps: string[] = [];
  const hub = createHub({
    store,
    observer: observing(store, () => null),
    epoch: journal.epoch,
    journal: {
      note: (change) => journal.note(change),
      write() {
        if (writesLeft <= 0) throw new Killed();
        writesLeft -= 1;
        steps.push("kept");
        journal.write();
      },
    },
    log,
    describe: () => {
      throw new Error("nobody asks");
    },
    handOver: () => "no_journal",
    mayConnect: () => true,
    senderOf: () => null,
    onActivity() {},
    onStop() {},
  });
  const dirty = new Set<Peer>();
  return {
    store,
    epoch: journal.epoch,
    /** What happened since: `kept`, and the name of whoever was written to. */
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
      return new Peer({ write } as unknown as PeerSocket, { dirty, maxLineBytes: 2 ** 20 }); // all it uses
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

const set = (session_id: string, priority: number): Frame => ({
  cmd: "SET",
  session_id,
  status: "working",
  priority,
});

test("one change is told before it is kept, several after, and both before their replies", () => {
  using box = sandbox();
  const hub = live(box);
  const sender = hub.connect("sender", () => {});
  hub.read(
    hub.connect("watcher", () => {}),
    { cmd: "SUB" },
  );
  hub.steps.length = 0;
  hub.read(sender, set("a", 1));
  expect(hub.steps).toEqual(["watcher", "kept", "sender"]);
  hub.steps.length = 0;
  hub.read(sender, set("a", 2), set("a", 3));
  expect(hub.steps.filter((step, i, all) => step !== all[i - 1])).toEqual([
    "kept",
    "watcher",
    "kept",
    "sender",
  ]);
});

/** A subscriber that comes back where it was, as clients do. */
function createWatcher(name: string) {
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

test("who saw a change that a kill undid gets everything, also after later changes and restarts", () => {
  using box = sandbox();
  const seer = createWatcher("seer");
  const first = live(box);
  const sender = first.connect("sender", () => {});
  first.read(sender, set("a", 1));
  seer.connect(first);
  first.killAfterWrites(0);
  expect(() => first.read(sender, set("lost", 1))).toThrow(Killed);
  expect(seer.sessions.has("lost")).toBe(true);
  for (const id of ["b", "c", "d"]) {
    const later = live(box);
    expect(later.epoch).toBe(first.epoch);
    later.read(
      later.connect("sender", () => {}),
      set(id, 1),
    );
    if (id === "b") continue;
    seer.connect(later);
    expect(seer.isResumed).toBe(id === "d");
    expect([...seer.sessions.keys()].sort()).toEqual(
      id === "c" ? ["a", "b", "c"] : ["a", "b", "c", "d"],
    );
  }
});

test("wherever a kill strikes, whoever comes back knows what the hub knows", () => {
  const random = createRandom(20261122);
  let resumed = 0;
  let connects = 0;
  for (let story = 0; story < 40; story++) {
    using box = sandbox();
    const watchers = Array.from({ length: 4 }, (_, i) => createWatcher(`w${i}`));
    /** What a restart may find: the state last answered, or with what was under way. */
    let possible = ["[]"];
    for (let life = 0; life < 8; life++) {
      const hub = live(box);
      expect(possible).toContain(stateOf(hub));
      const sender = hub.connect("sender", () => {});
      const absent = new Set(watchers);
      hub.killAfterWrites(random.below(12));
      try {
        for (;;) {
          for (const watcher of absent) {
            if (random.chance(0.6)) continue;
            absent.delete(watcher);
            watcher.connect(hub);
            connects += 1;
            if (watcher.isResumed) resumed += 1;
            expect(JSON.stringify([...watcher.sessions.values()].map(brief).sort())).toBe(
              stateOf(hub),
            );
          }
          possible = [stateOf(hub)];
          const batch = Array.from({ length: random.chance(0.6) ? 1 : 3 }, () => {
            const session_id = `s${random.below(4)}`;
            return random.chance(0.2)
              ? { cmd: "DELETE", session_id }
              : set(session_id, random.below(1000));
          });
          hub.read(sender, ...batch);
        }
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        possible.push(stateOf(hub));
      }
    }
  }
  expect(resumed).toBeGreaterThan(connects / 4);
  expect(resumed).toBeLessThan(connects);
});

function stateOf({ store }: ReturnType<typeof live>): string {
  const sessions = [...store.sessions()].map(({ id, priority, seq }) => [id, priority, seq].join());
  return JSON.stringify(sessions.sort());
}

function brief({ session_id, priority, seq }: Frame): string {
  return [session_id, priority, seq].join();
}
