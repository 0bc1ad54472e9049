import { version } from "../package.json";

/** Put in by the build, see {@link formatStamp}; there is none when run from source. */
declare const BUILD_STAMP: string;

/** This build's version, as in package.json. */
export const APP_VERSION: string = version;

/** What a build is made of. */
export interface Stamp {
  version: string;
  /** Machine it is for, e.g. `linux-x64-musl`. */
  target: string;
  /** Git commit, `-dirty` after it when the sources differ from it; null when unknown. */
  commit: string | null;
  /** Day of that commit, `2026-11-22`; null when unknown. */
  day: string | null;
}

/** What this program is, for people and for telling two builds apart. */
export interface BuildInfo {
  version: string;
  commit: string | null;
  /** Names the build: `0.2.0+1a2b3c4d5e6f`, with `.dirty` or `source` where that is so. */
  build: string;
  runtime: string;
  target: string;
}

/** A stamp as one line that can be found in the binary: `agent-console 0.2.0 linux-x64 <commit> <day>`. */
export function formatStamp({ version, target, commit, day }: Stamp): string {
  return `agent-console ${version} ${target} ${commit ?? "-"} ${day ?? "-"}`;
}

/** The stamp of this build; from source it says so. */
export function ownStamp(): Stamp {
  if (typeof BUILD_STAMP === "undefined") {
    return { version: APP_VERSION, target: "source", commit: null, day: null };
  }
  const [, , target = "", commit = "-", day = "-"] = BUILD_STAMP.split(" ");
  return { version: APP_VERSION, target, commit: known(commit), day: known(day) };
}

/** What `version --json` prints. */
export function buildInfo(stamp: Stamp = ownStamp()): BuildInfo {
  const { version, target } = stamp;
  const [commit = null, dirty] = stamp.commit?.split("-") ?? [];
  const origin = commit?.slice(0, 12) ?? (target === "source" ? "source" : "unknown");
  const build = `${version}+${origin}${dirty === undefined ? "" : ".dirty"}`;
  return { version, commit, build, runtime: `bun ${Bun.version}`, target };
}

function known(word: string): string | null {
  return word === "-" ? null : word;
}
