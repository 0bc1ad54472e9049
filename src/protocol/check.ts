import * as v from "valibot";
import type { Command } from "./commands.ts";

type Fields = Record<string, unknown>;

/** The fields a check has cleaned, or what was wrong with the first that is. */
export type CheckResult = { output: Fields } | { issue: v.BaseIssue<unknown> };

/** A check by one schema. */
export type Check = (input: Fields) => CheckResult;

/**
 * Makes a check by an object schema that visits only the fields its input has:
 * a report may have 29, and most have four. Whatever is out of the ordinary is
 * left to the schema itself, so what passes, what comes out and what is said
 * of the rest is what `v.safeParse` has, but for the order of the fields.
 */
export function createCheck(schema: Command["input"]): Check {
  const { entries } = schema;
  const needed = Object.keys(entries).filter((key) => !mayBeLeftOut(entries[key]));
  const checkAll = (input: Fields): CheckResult => {
    const checked = v.safeParse(schema, input);
    return checked.success ? { output: checked.output } : { issue: checked.issues[0] };
  };
  return (input) => {
    for (const key of needed) if (!Object.hasOwn(input, key)) return checkAll(input);
    const output: Fields = {};
    for (const key of Object.keys(input)) {
      const entry = Object.hasOwn(entries, key) ? entries[key] : undefined;
      if (entry === undefined) continue;
      const checked = v.safeParse(entry, input[key]);
      if (!checked.success) return checkAll(input);
      output[key] = checked.output;
    }
    return { output };
  };
}

/** Whether nothing takes the field's place in the output when it is not there. */
function mayBeLeftOut(entry: object | undefined): boolean {
  // Each kind of schema has other properties; this asks for those of any.
  const { type, default: own, fallback } = entry as Record<string, unknown>;
  return type === "optional" && own === undefined && fallback === undefined;
}
