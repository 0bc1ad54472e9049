/** What is known of a session that a relay brought, besides its state. */
export interface ReceivedFacts {
  /** The hub it is of. */
  from: string;
  displayName: string;
  /** Not heard from, as its own hub says. */
  isStale: boolean;
  /** As its own hub last said: here a person may have said otherwise. */
  acknowledgedMs: number | null;
  snoozedUntilMs: number | null;
}
