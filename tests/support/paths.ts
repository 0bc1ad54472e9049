import { existsSync } from "node:fs";
import { resolve } from "node:path";

/** The repository. */
export const ROOT = resolve(import.meta.dir, "../..");
/** The compiled binary that the tests run. */
export const PROGRAM = `${ROOT}/dist/agent-console`;
/**
 * Folder of hook payloads recorded by others, beside the repository or the
 * folder of its worktrees; undefined where there is none.
 */
export const RECORDED_PAYLOADS = ["../shared", "../../shared"]
  .map((shared) => resolve(ROOT, shared, "facts/payloads"))
  .find((folder) => existsSync(folder));
