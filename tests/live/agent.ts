import type { Scenarios } from "./scenario.ts";

/** What a scenario's agent is given: folders of its own and the address of its model. */
export interface Place {
  home: string;
  project: string;
  /** Folder of the agent's programs. */
  bin: string;
  /** Base address of the scripted model, without a version in its path. */
  model: string;
}

/** A real agent as the suite runs it. */
export interface LiveAgent {
  /** As in `npm run live -- <name>`; also the folder of its recordings. */
  name: string;
  title: string;
  /** What `agent-console install` calls it. */
  installs: string;
  /** Where its program comes from. */
  source: NpmSource | PypiSource;
  /** The name of its program. */
  program: string;
  /** Arguments of every start. */
  args: readonly string[];
  /** Whether its model is given tools, by which other requests are told apart; true when left out. */
  hasTools?: boolean;
  /** Its environment beside the one that every agent has. */
  env(place: Place): Record<string, string>;
  /** Writes what a person would have settled once: onboarding, trust, model. Before our hooks are installed. */
  prepare(place: Place): Promise<void>;
  scenarios: Scenarios;
  /** What is measured of it besides. */
  figures?: Figures;
}

/** Measures an agent whose programs are in that folder. @returns a line for each figure, medians of so many runs. */
export type Figures = (agent: LiveAgent, bin: string, rounds: number) => Promise<string[]>;

export interface NpmSource {
  npm: string;
  /** Packages that it needs besides, of those in agents/package.json. */
  besides?: readonly string[];
}

export interface PypiSource {
  pypi: string;
  version: string;
}
