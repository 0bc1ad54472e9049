import { ENTRIES } from "../../agents/table.ts";
import type { Command } from "../../host/children.ts";
import type { SessionState } from "../sessions/state.ts";
import type { Store } from "../sessions/store.ts";

/** Agents that run a command on a terminal of its own, once it was granted. */
const WITH_TERMINALS = new Set(
  ENTRIES.filter((entry) => entry.runsInTerminals).map((entry) => entry.agentType),
);
/** Agent type -> what stands before a command in the command line of the shell that runs it. */
const WITH_SHELLS = new Map(
  ENTRIES.flatMap(({ agentType, commandAfter }) =>
    commandAfter === undefined ? [] : [[agentType, commandAfter] as const],
  ),
);
/** A command is there no sooner than that before its agent's record says that it works. */
const START_MS = 500;

/** How to look for what agents run. */
export interface ToolOptions {
  /** When the newest child of a process on a terminal of its own began; null for none. */
  terminalChild(pid: number, nowMs: number): number | null;
  /** What the children of a process run. */
  commands(pid: number, nowMs: number): Command[];
}

/** Whether a terminal that was opened may be a granted command's. */
export function awaitsTool({ status, reason, agentType, pid }: SessionState): boolean {
  const isAsking = status === "question" && reason === "permission";
  return isAsking && pid !== null && WITH_TERMINALS.has(agentType);
}

/** Tells that a permission was granted where the command that was asked about runs. */
export function createToolEvidence(store: Store, { terminalChild, commands }: ToolOptions) {
  function lookForTerminal(state: SessionState, pid: number, nowMs: number): void {
    const askedMs = Math.max(...state.questions.map(({ atMs }) => atMs));
    const beganMs = terminalChild(pid, nowMs);
    if (beganMs === null || beganMs < askedMs) return;
    const said = { status: "working", event: "tool runs", answers: "main:*" } as const;
    store.weigh(state, { session_id: state.id, source: "process", at_ms: nowMs, ...said }, nowMs);
  }

  // Of several dialogs at once the agent's record does not say which one is left.
  function lookForShells(state: SessionState, pid: number, nowMs: number): void {
    for (const { command, beganMs } of shellsOf(state, pid, nowMs)) {
      const asked = state.questions
        .filter(({ reason, atMs }) => reason === "permission" && atMs <= beganMs)
        .map(({ key, message }) => ({ key, start: bare(commandIn(message)) }))
        .filter(({ start }) => start !== "" && command.startsWith(start))
        .toSorted((a, b) => b.start.length - a.start.length);
      const [granted] = asked;
      if (granted === undefined) continue;
      const about = { session_id: state.id, source: "process", event: "tool runs" } as const;
      store.set({ ...about, answers: granted.key, at_ms: nowMs }, nowMs);
    }
  }

  function shellsOf({ agentType }: SessionState, pid: number, nowMs: number) {
    const before = WITH_SHELLS.get(agentType);
    if (before === undefined) return [];
    return commands(pid, nowMs).flatMap(({ line, beganMs }) => {
      const at = line.indexOf(before);
      return at < 0 ? [] : [{ command: bare(line.slice(at + before.length)), beganMs }];
    });
  }

  return {
    /** Looks for what was asked about and runs. */
    lookFor(state: SessionState, nowMs: number): void {
      const { pid, status, reported } = state;
      if (pid === null || status !== "question" || reported) return;
      if (awaitsTool(state)) lookForTerminal(state, pid, nowMs);
      else lookForShells(state, pid, nowMs);
    },
    /** Whether it runs a command that began then, for a tool or for its person. */
    runsCommand(state: SessionState, sinceMs: number, nowMs: number): boolean {
      const { pid, reported } = state;
      if (pid === null || reported) return false;
      return shellsOf(state, pid, nowMs).some(({ beganMs }) => beganMs > sinceMs - START_MS);
    },
  };
}

/** What {@link createToolEvidence} gives. */
export type ToolEvidence = ReturnType<typeof createToolEvidence>;

/** `make` of `Bash: make`; a line that was cut goes on. */
function commandIn(message: string | null): string {
  return message?.replace(/^[^:]*: ?/, "").replace(/…$/, "") ?? "";
}

/** Without what quotes a command on a command line. */
function bare(text: string): string {
  return text.replace(/[\s'"\\]/g, "");
}
