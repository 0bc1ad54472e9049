import type { Terminal } from "../protocol/session.ts";

/** One program to run, never through a shell. `env` is added to ours. */
export interface Step {
  argv: readonly string[];
  env?: Readonly<Record<string, string>>;
}

/** The result of one step. */
export interface StepResult {
  ok: boolean;
  stdout: string;
  /** It was killed at its timeout. */
  isLate: boolean;
}

/** A step that may also have to print something. */
export interface Asking extends Step {
  /** What must be printed, white space around it aside; anything where it is left out. */
  prints?: string | RegExp;
}

/** What a terminal can raise: the exact pane or tab, or only its window. */
export type Reach = "pane" | "window";

/** What to run to bring a pane to the front. */
export interface Plan {
  reach: Reach;
  /** Must succeed, or the pane is not in this terminal. */
  check?: Asking;
  /** Each must succeed: many a terminal takes an order for a pane that it does not have. */
  steps: readonly Asking[];
  /** What it means when a step fails, for people. */
  otherwise: string;
}

/** What a plan may depend on besides the session's terminal. */
export interface FocusContext {
  /** `process.platform` */
  platform: string;
  /** The environment of whoever asks. */
  env: Readonly<Record<string, string | undefined>>;
  /** The terminal device of the agent's process, e.g. `/dev/pts/4`; null when it can't be told. */
  tty: string | null;
  /** The session's folder. */
  workingDir: string | null;
}

/** One terminal program: how to know it, and how to bring one of its panes to the front. */
export interface TerminalAdapter {
  name: string;
  /** A multiplexer runs inside whatever else there are traces of. */
  isMultiplexer: boolean;
  /** Variables that a pane of it has; all must be there. */
  traces: readonly string[];
  /** Values that prove it is the terminal we are in, for variables that leak into others. */
  proof?: Readonly<Record<string, string>>;
  /** @returns the plan, or why there is none. */
  plan(terminal: Terminal, context: FocusContext): Plan | string;
}
