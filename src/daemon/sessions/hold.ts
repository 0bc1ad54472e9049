import type { Decision } from "../../protocol/questions.ts";

/** What a hook holds up to be answered. */
export interface HoldFacts {
  /** The whole of what is asked; null where it can't be shown as it is. */
  detail: string | null;
  /** Its SHA-256, in hex. */
  hash: string | null;
  options: readonly string[];
  /** Why it can't be answered here; null where it can. */
  whyNot: string | null;
}

/**
 * A hook stays for the answer to a question. Of this daemon's life only, as its
 * connection is: it is neither journalled nor handed over, so a question whose
 * hook is gone is answerable nowhere but at the agent.
 */
export class Hold {
  readonly facts: HoldFacts;

  constructor(facts: HoldFacts) {
    this.facts = facts;
  }

  toJSON(): null {
    return null;
  }
}

/** Whether the decision is one that the question takes. */
export function takes({ options }: HoldFacts, decision: Decision): boolean {
  return decision === "deny" || (decision === "option") === options.length > 0;
}
