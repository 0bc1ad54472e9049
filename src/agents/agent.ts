import type { ReadHook } from "./facets/hooks.ts";
import type { Install } from "./facets/install.ts";
import type { Marks } from "./facets/marks.ts";
import type { Records } from "./facets/records.ts";

/**
 * How far an agent can report a thing: `yes`; `no`; `partly`, with the catch
 * named in {@link Agent.limits}.
 */
export type Capability = "yes" | "partly" | "no";

/** A run of the real agent that what is said of it was held against. */
export interface Sighting {
  version: string;
  /** The day, e.g. `2026-11-25`. */
  date: string;
  /** How it was run, in a few words. */
  how: string;
}

/** The parts of an agent that are loaded when they are needed, each a file of its folder. */
export interface Facets {
  /** `hooks.ts`: what a hook's payload means. */
  hooks: () => Promise<{ report: ReadHook }>;
  /** `records.ts`: what the agent's own files say; undefined when none is read. */
  records: (() => Promise<{ records: Records }>) | undefined;
  /** `install.ts`: where our part goes; undefined when it has hooks of its own nowhere. */
  install: (() => Promise<{ install: Install }>) | undefined;
}

/** One coding agent: what is known of it before any of its code is loaded. */
export interface Agent {
  /** The name in `agent-console hook <name>` and in lists. */
  name: string;
  /** The `agent_type` on the wire. */
  agentType: string;
  /** The agent's own name, for people. */
  title: string;
  /** The same in a word or two, where it stands before a message. */
  label: string;
  capabilities: {
    question: Capability;
    turnEnd: Capability;
    interrupt: Capability;
    close: Capability;
    background: Capability;
  };
  /** What this agent can't report, a sentence each, for people. */
  limits: readonly string[];
  /** The last run of the real agent; null when it has never been run against us. */
  seen: Sighting | null;
  /** The words before a session's id on the line that takes it up again; undefined when it has none. */
  resume?: readonly string[];
  /** Programs to look for on PATH; the first that is there tells its version. */
  programs: readonly string[];
  /** Variables that move its folder, first one set wins, each with what it appends to the value. */
  variables: readonly (readonly [variable: string, below: string])[];
  /** Its folder below the user's home when no variable says otherwise. */
  folder: string;
  /** Below its folder: where each of its processes keeps a record of itself. */
  registry?: string;
  /** Below the user's home: what shows that it is there, when not its folder. */
  traces?: readonly string[];
  /** Whether other agents run the hooks installed for this one. */
  isBorrowed?: boolean;
  /** How a payload is known for its own under another agent's hook. */
  marks?: Marks;
  /** The command line of a process of its that hosts many sessions. */
  server?: RegExp;
  facets: Facets;
}
