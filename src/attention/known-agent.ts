/** What the views say of an agent. */
export interface KnownAgent {
  /** Its name, as in lists. */
  name: string;
  /** The words before a session's id on the line that takes it up again; undefined when it has none. */
  resume?: readonly string[];
}

/** Finds an agent by the type it reports under; undefined when it is not known. */
export type FindAgent = (agentType: string) => KnownAgent | undefined;
