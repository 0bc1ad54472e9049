import type { Report } from "../../protocol/session.ts";
import type { Env } from "./hooks.ts";

/** A question that a hook may answer while the agent's own dialog stands. */
export interface Holdable {
  /** The whole of what is asked, as a person is to read it. */
  detail: string;
  /** What there is to choose from; none where it is to be allowed or denied. */
  options: readonly string[];
}

/** What a person decided. */
export type Decided =
  | { decision: "allow" }
  | { decision: "deny"; message: string | null }
  | { decision: "option"; option: string };

/**
 * How a hook of an agent's answers what it reports. Only of agents that show
 * their own dialog all the while, and go on by whichever answers first.
 */
export interface Answers {
  /** What the payload asks; undefined where its hook must not stay, or can't answer. */
  asked(payload: unknown, env: Env): Holdable | undefined;
  /** What the hook prints for the decision. */
  print(payload: unknown, decided: Decided): string;
  /** How the session stands after its dialog was turned down there, where nothing else has said. */
  turnedDown(asks: string): Pick<Report, "status" | "reason" | "only_from">;
}
