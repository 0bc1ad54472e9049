import type { Report } from "../../protocol/session.ts";

/** Variable -> its value, passed in. */
export type Env = Readonly<Record<string, string | undefined>>;

/** What may be known besides the payload. Passed in: an agent's folder does no I/O and has no clock. */
export interface HookContext {
  /** The hook's environment. */
  env: Env;
  /** The hook's own working directory; null when it can't be told. */
  cwd: string | null;
  /**
   * Names the agent's process as no other's, in any container and on any machine;
   * null when none was found by walking up from the hook.
   */
  processName: string | null;
  /** Whether its person may sit at a terminal of its own; false once that was closed. */
  hasTerminal: boolean;
}

/**
 * Turns one hook payload into reports, in order; none when the event says
 * nothing. Never throws for any JSON value.
 */
export type ReadHook = (payload: unknown, context: HookContext) => Report[];
