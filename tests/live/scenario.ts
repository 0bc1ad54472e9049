import type { Script } from "./models/script.ts";

/**
 * One step: something is done in the agent's terminal, a glyph of the agent's own
 * is awaited there, and then a `watch --json` client must have been told exactly
 * the statuses named, in their order.
 */
export interface Step {
  /** What is done; nothing where only something is awaited. */
  do?: Action;
  /** The pane it is about, where there is more than one; the first is `main`. */
  pane?: string;
  /** Awaited on the screen; never words of the prompt that was typed. */
  see?: RegExp;
  /** Awaited instead: the agent's process is gone. */
  ends?: true;
  /** A file that the tool makes when it starts: how long after what is done is told with the result. */
  starts?: string;
  /** Nothing may change for so many seconds. */
  staysSeconds?: number;
  /**
   * `status` or `status/reason` in their order. Of a session other than the first,
   * its number in the order of their coming stands before: `2 attention/started`.
   * With a question mark at its end it may be told or not: `attention/started?` of a
   * session that begins with the prompt that sets it to work.
   */
  told: readonly string[];
  /** For what a person is told again though the status stays: another question takes the place of the first. */
  rings?: readonly string[];
  /** What the session's message must say once that was told. */
  message?: RegExp;
  /** What the agent may not print meanwhile, not even for an instant. */
  never?: RegExp;
}

export type Action =
  /** The agent is started in a new pane, with these arguments. */
  | { start: readonly string[] }
  /** The agent is started in a shell, which then has it as a job. */
  | { startInShell: readonly string[] }
  /** The agent is run without a terminal. */
  | { run: readonly string[] }
  /** Text is typed, then Enter. */
  | { type: string }
  | { press: readonly string[] }
  /** The line of a menu with this label is chosen: by its number where it has one. */
  | { choose: RegExp }
  | { signal: "SIGKILL" | "SIGTERM" }
  | { close: true }
  | GiveAnswer
  /** From now on each notification of the desktop is clicked there, once it offers that. */
  | { click: "allow" | "deny" }
  /** The hub is killed, or another program takes its place. */
  | { hub: "kill" | "upgrade" };

/** A question is answered at the hub, once somebody stays for its answer there. */
export interface GiveAnswer {
  answer: "allow" | "deny" | { option: string };
  /** Words of its detail, where there are several. */
  of?: RegExp;
  message?: string;
  /** Keys pressed at the agent in the same instant. */
  press?: readonly string[];
  /** What the hub is to say of it: taken, unless it says otherwise. */
  comes?: "answered_elsewhere" | "not_held" | "any";
}

/** What a scenario is about. An agent has one for each kind, or says that it has no such thing. */
export const KINDS = [
  "start",
  "two-turns",
  "granted",
  "denied",
  "permission-esc",
  "esc-stream",
  "esc-silent",
  "esc-tool",
  "question",
  "plan",
  "error",
  "background",
  "subagent",
  "subagent-permission",
  "queued",
  "clear",
  "resume",
  "two-sessions",
  "headless",
  "killed",
  "pane-closed",
  "quit",
  "stopped",
  "cd",
] as const;
export type Kind = (typeof KINDS)[number];

export interface Scenario {
  /** What the model does. */
  script: Script;
  steps: readonly Step[];
  /** Why the hub cannot be right here, in a sentence: the agent gives no signal. */
  untold?: string;
  /** Whether its hooks stay for answers. */
  answers?: true;
  /** Arguments of every start in this scenario, instead of the agent's usual ones. */
  args?: readonly string[];
}

/** Why an agent has nothing of a kind, in a sentence. */
export interface Absent {
  absent: string;
}

/** The scenarios of one agent: one of each kind, and whatever it has besides. */
export type Scenarios = Readonly<Record<Kind, Scenario | Absent>> &
  Readonly<Record<string, Scenario | Absent>>;
