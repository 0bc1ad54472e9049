import { applyEvent, type Roster } from "../attention/roster.ts";
import type { Session } from "../protocol/session.ts";
import type { Event } from "../protocol/wire.ts";
import { writeErr } from "./output.ts";
import { Turns } from "./turns.ts";
import { runUserCommand } from "./user-command.ts";

/** The flag of commands that can run something on each change. */
export const ON_CHANGE_ARG = {
  "on-change": {
    type: "string",
    valueHint: "command",
    description: "run this in a shell on each change, the session as JSON on its standard input",
  },
} as const;

interface Turn {
  session: Session;
  isDeleted: boolean;
  /** Status that the command was last told of. */
  previousStatus: string | undefined;
}

/**
 * Runs the user's command for each session that changed since the first
 * snapshot, one at a time. While it runs only the latest state of each session
 * waits: a slow command misses no last state and piles nothing up.
 */
export class OnChange {
  readonly #line: string;
  readonly #socket: string;
  readonly #isQuiet: boolean;
  readonly #roster: Roster = new Map();
  readonly #turns = new Turns<Turn>(1, (turn) => this.#run(turn));
  #isKnown = false;

  /** @param isQuiet the terminal is taken: nothing may be printed. */
  constructor(line: string, socket: string, isQuiet: boolean) {
    this.#line = line;
    this.#socket = socket;
    this.#isQuiet = isQuiet;
  }

  take(event: Event | { type: "away" }): void {
    if (event.type === "away") return;
    const isFirst = !this.#isKnown && event.type === "snapshot";
    for (const { before, after } of applyEvent(this.#roster, event)) {
      const session = after ?? before;
      if (isFirst || session === undefined || isSame(before, after)) continue;
      const waiting = this.#turns.waiting(session.session_id);
      const previousStatus = waiting === undefined ? before?.status : waiting.previousStatus;
      const isDeleted = after === undefined;
      this.#turns.put(session.session_id, { session, isDeleted, previousStatus });
    }
    this.#isKnown ||= isFirst;
  }

  async #run({ session, isDeleted, previousStatus }: Turn): Promise<void> {
    const trigger = isDeleted ? "delete" : "change";
    const output = this.#isQuiet ? "ignore" : 2;
    const status = await runUserCommand(
      this.#line,
      session,
      trigger,
      previousStatus,
      this.#socket,
      output,
    );
    if (status !== 0 && !this.#isQuiet) {
      writeErr(`the command for ${session.session_id} ended with status ${status}`);
    }
  }
}

// A sign of life alone is no change that anybody sees.
function isSame(before: Session | undefined, after: Session | undefined): boolean {
  return before !== undefined && after !== undefined && seen(before) === seen(after);
}

function seen({
  elapsed_seconds: _e,
  idle_seconds: _i,
  updated_ms: _u,
  seq: _s,
  ...rest
}: Session) {
  return JSON.stringify(rest);
}
