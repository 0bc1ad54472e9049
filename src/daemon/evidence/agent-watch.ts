import type { Change } from "../sessions/ledger.ts";
import type { SessionState } from "../sessions/state.ts";
import type { Store } from "../sessions/store.ts";
import { createKernelWatch, type KernelWatchOptions, NOTHING } from "./kernel-watch.ts";
import { LAST_WORDS_MS } from "./last-words.ts";
import type { Observer } from "./observer.ts";
import { SETTLED_MS, SHOWN_MS } from "./record-evidence.ts";
import { TERMINALS } from "./watched.ts";

/** An agent whose terminal is closed ends by itself within this, as most do, and says so. */
const HANG_UP_MS = 1000;
/** Registries of agents are watched under this name, which no session has. */
const REGISTRIES = "";
/** A key that stops an agent, or grants a command, has done so by then; or by then, on a busy machine. */
const KEY_MS = [200, 600, 1500];

export interface AgentWatchOptions
  extends Pick<KernelWatchOptions, "exits" | "maxProcesses" | "watchFolder" | "watchKeys"> {
  store: Store;
  observer: Observer;
  /** Whether the system can tell of processes at all. */
  isAble: boolean;
  /** Takes in what hooks left in the spool. */
  takeSpool(): void;
  /** Makes a change that no message asked for, and tells the subscribers. */
  update(change: (nowMs: number) => void): void;
}

/** Looks at an agent when the kernel says that something of it changed. */
export interface AgentWatch {
  /** Watches while somebody is told, and holds nothing otherwise. */
  follow(isFollowed: boolean): void;
  /** Looks at everything once what happened a moment ago has settled: before this life nobody may have. */
  lookAfterStart(): void;
  /** A session changed: what there is to watch of it may have. */
  note(change: Change): void;
  /** Whether the kernel tells of everything, so that no timer has to look. */
  readonly isComplete: boolean;
  /** Why it does not, though it could; undefined otherwise. */
  readonly gap: string | undefined;
}

export function createAgentWatch(options: AgentWatchOptions): AgentWatch {
  const { store, observer, isAble, update } = options;
  let isFollowed = false;
  // Of an earlier life of the state.
  for (const state of store.sessions()) if (state.isWatched) state.isWatched = false;
  /** What changed and is looked at soon. */
  const changed = new Map<string, { timer: Timer; dueMs: number }>();
  const kernel = createKernelWatch({
    ...options,
    onExit: lookAtProcess,
    // What hooks tell of the same moment comes first.
    onChange(folder, name) {
      // A record is looked at again until it holds, but for what counts at once.
      const isRecord = observer.registryFolders().includes(folder);
      const settledMs = isRecord ? 0 : SETTLED_MS;
      lookSoon(folder, name, folder === TERMINALS ? HANG_UP_MS : settledMs);
      if (folder === TERMINALS && observer.awaitsTool) soon("tools", SETTLED_MS, lookForTools);
    },
    onKey() {
      for (const ms of KEY_MS) soon(`keys ${ms}`, ms, lookAtTerminals, true);
    },
  });
  const lookAtTerminals = (nowMs: number) => observer.lookAtTerminals(nowMs);
  const lookForTools = (nowMs: number) => observer.lookForTools(nowMs);

  // On a busy machine an agent's last words are in the spool: they come before its end.
  function hearThenUpdate(look: (nowMs: number) => void): void {
    options.takeSpool();
    update(look);
  }

  function lookAtProcess(pid: number): void {
    let hooks: number[] = [];
    hearThenUpdate((nowMs) => {
      hooks = observer.lookAtProcess(pid, nowMs);
    });
    if (hooks.length === 0) return;
    soon(`process ${pid}`, LAST_WORDS_MS, () => lookAtProcess(pid));
    for (const hook of hooks) options.exits.watch(hook, () => lookAtProcess(pid));
  }

  function lookSoon(folder: string, name: string | null, inMs: number): void {
    soon(`${folder}/${name ?? ""}`, inMs, (nowMs) => {
      const againMs = observer.lookAtFile(folder, name, nowMs);
      if (againMs !== undefined) lookSoon(folder, name, againMs);
    });
  }

  /** Several changes of one moment are one look. @param isLast it is so long after the last of them. */
  function soon(what: string, inMs: number, look: (nowMs: number) => void, isLast = false): void {
    const before = changed.get(what);
    const dueMs = performance.now() + inMs;
    if (before !== undefined && !isLast && before.dueMs <= dueMs) return;
    clearTimeout(before?.timer);
    const timer = setTimeout(() => {
      changed.delete(what);
      hearThenUpdate(look);
    }, inMs + 10);
    timer.unref();
    changed.set(what, { timer, dueMs });
  }

  function watch(state: SessionState): void {
    if (!state.isWatched) observer.noteTerminal(state);
    const watched = observer.watchedOf(state);
    kernel.set(state.id, watched);
    const isWatched = isAble && watched !== undefined && watched.pids.length > 0;
    if (state.isWatched !== isWatched) state.isWatched = isWatched;
  }

  function stop(): void {
    kernel.clear();
    for (const { timer } of changed.values()) clearTimeout(timer);
    changed.clear();
    for (const state of store.sessions()) {
      if (!state.isWatched) continue;
      state.aliveMs = Date.now();
      state.isWatched = false;
    }
  }

  return {
    follow(wanted) {
      if (wanted && isAble) {
        kernel.set(REGISTRIES, { ...NOTHING, folders: observer.registryFolders() });
      }
      if (wanted === isFollowed || !isAble) return;
      isFollowed = wanted;
      if (!wanted) {
        stop();
        return;
      }
      for (const state of store.sessions()) watch(state);
      // What changed before, or was to be looked at as the hub went on in a new process.
      for (const ms of KEY_MS) soon(`all ${ms}`, ms, (nowMs) => observer.sweep(nowMs));
    },
    lookAfterStart() {
      if (isFollowed) soon("all", HANG_UP_MS, (nowMs) => observer.sweep(nowMs));
    },
    note({ id, state }) {
      if (!isFollowed) return;
      if (state === null) kernel.set(id, undefined);
      else watch(state);
      // What its agent was not asked after all, as another's hook decided it, changes no file.
      if (state?.status === "question") {
        soon(`question ${id}`, SHOWN_MS, (nowMs) => observer.lookAt(id, nowMs));
      }
    },
    get isComplete() {
      return isFollowed && kernel.gap === undefined;
    },
    get gap() {
      return isFollowed ? kernel.gap : undefined;
    },
  };
}
