import { ENTRIES } from "../../agents/table.ts";
import type { Command } from "../../host/children.ts";
import type { SessionState } from "../sessions/state.ts";
import type { Store } from "../sessions/store.ts";
import { firstWord } from "./shell-word.ts";

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

  /** Session -> processes whose command has answered a question: none answers another. */
  const spent = new WeakMap<SessionState, Set<number>>();

  // Of several dialogs at once the agent's record does not say which one is left.
  function lookForShells(state: SessionState, pid: number, nowMs: number): void {
    const known = spent.get(state) ?? new Set();
    for (const { pid: shell, command, beganMs } of shellsOf(state, pid, nowMs)) {
      const asked = state.questions.find(({ reason, atMs, message }) => {
        return reason === "permission" && atMs <= beganMs && isAbout(message, command);
      });
      if (asked === undefined || known.has(shell)) continue;
      spent.set(state, known.add(shell));
      const about = { session_id: state.id, source: "process", event: "tool runs" } as const;
      store.set({ ...about, answers: asked.key, at_ms: nowMs }, nowMs);
    }
  }

  function shellsOf({ agentType }: SessionState, pid: number, nowMs: number) {
    const before = WITH_SHELLS.get(agentType);
    if (before === undefined) return [];
    return commands(pid, nowMs).flatMap(({ line, ...shell }) => {
      const at = line.indexOf(before);
      return at < 0 ? [] : [{ ...shell, command: firstWord(line.slice(at + before.length)) }];
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

/** Whether a message, as `Bash: make`, is about that command: it has the first line, cut where that is long. */
function isAbout(message: string | null, command: string): boolean {
  const [, told = "", cut] = /^[^:]*:(.*?)(…?)$/.exec(message ?? "") ?? [];
  const [line, start] = [bare(/^.*\S.*$/m.exec(command)?.[0] ?? ""), bare(told)];
  if (start === "") return false;
  return cut === "" ? line === start : line.startsWith(start);
}

/** Without spaces, of which a message keeps one of several. */
function bare(text: string): string {
  return text.replace(/\s/g, "");
}
