import { textOf } from "./fields.ts";
import type { Change, Hook, Rule } from "./hook.ts";
import { toolOf } from "./rules.ts";
import { keyPart, toolKey } from "./tools.ts";

/** A rule of a tool's beginning, for agents whose events of one call carry the same id. */
export function beginning(rule: Rule): Rule {
  return (hook) => {
    const { name, input } = toolOf(hook.fields);
    return withCall(hook, rule(hook), { asks: hook.scope + toolKey(name, input) });
  };
}

/** The same of its end: what was asked about the call is over, whatever another hook made of it. */
export function ending(rule: Rule): Rule {
  return (hook) => withCall(hook, rule(hook), {});
}

function withCall(
  { fields, scope }: Hook,
  change: Change | undefined,
  more: Change,
): Change | undefined {
  const id = textOf(fields, "tool_use_id");
  if (id === undefined || change === undefined) return change;
  return { ...more, ...change, call: callName(scope, id) };
}

/** The name of a call in a report. */
export function callName(scope: string, id: string): string {
  return `${scope}call:${keyPart(id)}`;
}
