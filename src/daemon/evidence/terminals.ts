import { type FindProcess, isStillRunning } from "../../host/process.ts";
import type { SessionState } from "../sessions/state.ts";

/** The terminals that sessions' agents sit at, by their processes. */
export class Terminals {
  readonly #find: FindProcess;
  readonly #terminalOf: (pid: number) => string | null;
  readonly #known = new WeakMap<SessionState, string | null>();

  /** @param terminalOf the terminal of a process; null for none, or where the system does not tell. */
  constructor(find: FindProcess, terminalOf: (pid: number) => string | null) {
    this.#find = find;
    this.#terminalOf = terminalOf;
  }

  /** A session's; null for none, or where nobody has looked. */
  of(state: SessionState): string | null {
    return this.#known.get(state) ?? null;
  }

  /** Looks for a session's, and notes on it whether it has one that it may lose. */
  note(state: SessionState): void {
    const { pid, pidStart } = state;
    if (pid === null || pidStart === null) return;
    if (state.hadTerminal && this.#known.has(state)) return;
    const process = this.#find(pid);
    if (!isStillRunning(process, pidStart)) return;
    this.#known.set(state, this.#terminalOf(pid));
    if (process.hasTerminal) state.hadTerminal = true;
  }
}
