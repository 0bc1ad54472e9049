import type { Report } from "../protocol/session.ts";

/** What an adapter may know besides the payload. Passed in: adapters do no I/O and have no clock. */
export interface HookContext {
  /** The hook's environment. */
  env: Readonly<Record<string, string | undefined>>;
  /** The hook's own working directory; null when it can't be told. */
  cwd: string | null;
  /** The agent's process, found by walking up from the hook; null when none was found. */
  agentPid: number | null;
}

/**
 * How far an agent can report a thing: `yes`; `no`; `partly`, with the catch
 * named in {@link Adapter.limits}.
 */
export type Capability = "yes" | "partly" | "no";

/** One coding agent: how to read what its hooks say, and what they can never say. */
export interface Adapter {
  /** The name in `agent-console hook <name>`. */
  name: string;
  /** The `agent_type` on the wire. */
  agentType: string;
  /** The agent's own name, for people. */
  title: string;
  capabilities: {
    question: Capability;
    turnEnd: Capability;
    interrupt: Capability;
    close: Capability;
    background: Capability;
  };
  /** What this agent can't report, a sentence each, for people. */
  limits: readonly string[];
  /**
   * Turns one hook payload into reports, in order; none when the event says
   * nothing. Never throws for any JSON value.
   */
  report(payload: unknown, context: HookContext): Report[];
}
