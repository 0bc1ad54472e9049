import type { Aside, HookEvent, HookFormat, JsonObject, Staying } from "../facets/install.ts";

/** The name our entries go by where an agent shows one. */
export const NAME = "agent-console";

/** What makes running sessions take a change of their hooks, in most agents. */
export const RESTART = "restart its running sessions: they keep the hooks they started with";

// We answer within milliseconds; the rest is room for a machine under load.
const TIMEOUT_SECONDS = 5;

/** These events, known to every version in use. */
export function every(...events: string[]): HookEvent[] {
  return events.map((event) => ({ event, timeoutSeconds: TIMEOUT_SECONDS }));
}

/** These events, known from that version on. */
export function since(version: string, ...events: string[]): HookEvent[] {
  return every(...events).map((hook) => ({ ...hook, since: version }));
}

/** These, which tell nothing new of an agent from that version on. */
export function until(version: string, hooks: HookEvent[]): HookEvent[] {
  return hooks.map((hook) => ({ ...hook, until: version }));
}

/** One event, for these tools or kinds only. */
export function only(matcher: string, event: string): HookEvent {
  return { event, matcher, timeoutSeconds: TIMEOUT_SECONDS };
}

/** These, which an agent from that version on need not wait for. */
export function aside(
  since: string,
  hooks: HookEvent[],
  narrowed?: Aside["narrowed"],
): HookEvent[] {
  const at = { since, ...(narrowed !== undefined && { narrowed }) };
  return hooks.map((hook) => ({ ...hook, aside: at }));
}

/** These, which may stay for an answer where the user wants that. */
export function staying(answers: Staying, hooks: HookEvent[]): HookEvent[] {
  return hooks.map((hook) => ({ ...hook, answers }));
}

/** The matcher of an entry, where the event has one. */
export function matcherOf(hook: HookEvent): JsonObject {
  return hook.matcher === undefined ? {} : { matcher: hook.matcher };
}

/** Claude Code's shape, which most others took over: groups of handlers, each group with a matcher. */
export const GROUPS: HookFormat = groupsOf((hook, command) => ({
  type: "command",
  command,
  timeout: hook.timeoutSeconds,
  ...(hook.aside !== undefined && { async: true }),
}));

/** Groups whose handlers are written in a way of their own. */
export function groupsOf(handler: HookFormat["entry"]): HookFormat {
  return {
    path: ["hooks"],
    base: {},
    entry: (hook, ...calls) => ({ ...matcherOf(hook), hooks: [handler(hook, ...calls)] }),
  };
}
