import { ConsoleError } from "../protocol/errors.ts";

/** Built into the shipped binary: with it the runtime refuses to run foreign code (Bun 1.4.5). */
export const STRICT_FLAG = "--disallow-code-generation-from-strings=strict";

/** Variables that make the runtime load or do other things than this program says. */
const HIJACKING = ["BUN_OPTIONS", "BUN_INSPECT", "BUN_INSPECT_PRELOAD"];

/**
 * Refuses to run where the environment could change what runs, or where the
 * binary was built without its guard. @throws refused
 */
export function checkRuntime(): void {
  const name = HIJACKING.find((variable) => process.env[variable]);
  if (name !== undefined) {
    throw new ConsoleError(
      "refused",
      `${name} is set and changes how this program runs - unset it`,
    );
  }
  if (Bun.isStandaloneExecutable && !process.execArgv.includes(STRICT_FLAG)) {
    throw new ConsoleError(
      "refused",
      "this binary was built without its guard - use npm run build",
    );
  }
}
