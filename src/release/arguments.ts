import { parseArgs } from "node:util";
import { TARGETS, type Target } from "./targets.ts";

/** What `npm run build` was asked for. */
export interface Wanted {
  /** Targets of a release; none for a build of this machine alone. */
  targets: readonly Target[];
  /** Whether to pack them as release files. */
  release: boolean;
  /** Whether to pack them as `.tar.xz` too: a quarter smaller, minutes slower. */
  xz: boolean;
  /** Folder for what is built. */
  out: string;
  /** Where the release's files will be found; install.sh fetches them there. */
  baseUrl: string | undefined;
}

/**
 * Reads build.ts's command line: nothing for this machine, `--all`, or
 * `--targets a,b`; with `--release` and `--xz`; `--out folder`; `--base-url url`.
 * @throws naming what is wrong.
 */
export function parseArguments(argv: readonly string[]): Wanted {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      all: { type: "boolean", default: false },
      targets: { type: "string", default: "" },
      release: { type: "boolean", default: false },
      xz: { type: "boolean", default: false },
      out: { type: "string", default: "dist" },
      "base-url": { type: "string" },
    },
  });
  const names = values.targets.split(",").filter(Boolean);
  const targets = values.all ? TARGETS : names.map(findTarget);
  if (values.release && targets.length === 0) {
    throw new Error("--release packs targets - use it with --all or --targets");
  }
  const { release, xz, out } = values;
  return { targets, release, xz, out, baseUrl: values["base-url"] };
}

function findTarget(name: string): Target {
  const found = TARGETS.find((target) => target.name === name);
  if (found !== undefined) return found;
  const known = TARGETS.map((target) => target.name).join(", ");
  throw new Error(`unknown target ${name} (expected: ${known})`);
}
