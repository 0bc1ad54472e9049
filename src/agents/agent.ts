import type { Answers } from "./facets/answers.ts";
import type { Feed } from "./facets/feed.ts";
import type { ReadHook } from "./facets/hooks.ts";
import type { Install } from "./facets/install.ts";
import type { Marks } from "./facets/marks.ts";
import type { Records, RegistryPlace } from "./facets/records.ts";
import type { ServerAnswers } from "./facets/server-answers.ts";

/**
 * How far an agent can report a thing: `yes`; `no`; `partly`, with the catch
 * named in {@link Facts.limits}.
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

/**
 * One coding agent in the table: what a hook has to know, and the facets, each
 * a file of its folder that is loaded when it is needed. Every command loads
 * all entries, so they hold no more than that.
 */
export interface Entry {
  /** The name in `agent-console hook <name>` and in lists. */
  name: string;
  /** The `agent_type` on the wire. */
  agentType: string;
  /** Whether other agents run the hooks installed for this one. */
  isBorrowed?: boolean;
  /** How a payload is known for its own under another agent's hook. */
  marks?: Marks;
  /** The variable that tells a hook the pid of the agent that runs it. */
  pidVariable?: string;
  /** A word in the command line of a process of its that hosts many sessions. */
  server?: string;
  /** The variable that names its folder, of which the hub has to know as it reads there. */
  homeVariable?: string;
  /** Where each of its processes keeps a record of itself; undefined when none does. */
  registry?: RegistryPlace;
  /** Whether a command of its runs on a terminal of its own, once it was granted. */
  runsInTerminals?: true;
  /** What stands before a command in the command line of the shell that it runs it in. */
  commandAfter?: string;
  /** `agent.ts`: what people and tools are told of it. */
  agent: () => Promise<{ agent: Facts }>;
  /** `hooks.ts`: what a hook's payload means. */
  hooks: () => Promise<{ report: ReadHook }>;
  /** `records.ts`: what the agent's own files say; undefined when none is read. */
  records: (() => Promise<{ records: Records }>) | undefined;
  /** `answers.ts`: how its hook answers a question; undefined where none can. */
  answers?: () => Promise<{ answers: Answers }>;
  /** `server-answers.ts`: how a server of its is answered; undefined where none asks. */
  serverAnswers?: () => Promise<{ serverAnswers: ServerAnswers }>;
  /** `feed.ts`: what a server of its says; undefined when none is heard. */
  feed?: () => Promise<{ feed: Feed }>;
}

/** What people and tools are told of an agent. */
export interface Facts {
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
  /** Below the user's home: what shows that it is there, when not its folder. */
  traces?: readonly string[];
  /** `install.ts`: where our part goes; undefined when it has hooks of its own nowhere. */
  install: (() => Promise<{ install: Install }>) | undefined;
}

/** An agent with its facts. */
export interface Agent extends Entry, Facts {}
