/** The groups of commands, in the order the help lists them. */
export const GROUPS = [
  "See what agents do",
  "Deal with a session",
  "Wait and be told",
  "Report",
  "Set up",
  "The hub itself",
] as const;

/** An exit status and what it means. */
export type Exit = readonly [status: number, meaning: string];

/** What the help says of a command besides its arguments. */
export interface Guide {
  group: (typeof GROUPS)[number];
  /** Command lines that work as they stand, each with what it is for. */
  examples: readonly (readonly [line: string, what: string])[];
  /** Exit statuses that mean something of its own, in place of the usual meaning. */
  exits?: readonly Exit[];
}

/** What each exit status means, of any command. */
export const EXITS: readonly Exit[] = [
  [0, "done"],
  [1, "the request was wrong, or refused"],
  [2, "the command line was wrong"],
  [69, "the hub cannot be reached"],
  [70, "a bug of agent-console"],
  [124, "timed out"],
];

/** What a command may end with, a bug of ours left out. */
export function exitsOf({ exits = [] }: Guide, asksHub: boolean): Exit[] {
  const usual = EXITS.filter(([status]) => status < 69 || (asksHub && status !== 70));
  const own = new Map(exits);
  return usual.map(([status, meaning]): Exit => [status, own.get(status) ?? meaning]);
}
