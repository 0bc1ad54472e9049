/** A machine that a binary is built for. */
export interface Target {
  /** As archives and `version --json` spell it. */
  name: string;
  /** As the bundler spells it. */
  compile: Bun.Build.CompileTarget;
  /** Package that holds its runtime. */
  runtime: string;
  os: "linux" | "darwin";
  arch: "x64" | "arm64";
  libc: "glibc" | "musl" | null;
}

/**
 * Every machine a release is for. `linux-x64-baseline` is for CPUs without AVX2;
 * its runtime is the very file of `linux-x64` in Bun 1.4.5, and is kept apart so
 * that the day they part the name is there.
 */
export const TARGETS: readonly Target[] = [
  target("linux-x64", "bun-linux-x64", "glibc"),
  target("linux-x64-baseline", "bun-linux-x64-baseline", "glibc"),
  target("linux-x64-musl", "bun-linux-x64-musl", "musl"),
  target("linux-arm64", "bun-linux-arm64", "glibc"),
  target("linux-arm64-musl", "bun-linux-arm64-musl", "musl"),
  target("darwin-x64", "bun-darwin-x64", null),
  target("darwin-arm64", "bun-darwin-arm64", null),
];

/** The target of the machine this runs on; null where there is none for it. */
export function hostTarget(platform: string, arch: string, isMusl: boolean): string | null {
  const name = `${platform}-${arch}${isMusl ? "-musl" : ""}`;
  return TARGETS.some((one) => one.name === name) ? name : null;
}

function target(name: string, compile: Bun.Build.CompileTarget, libc: Target["libc"]): Target {
  const [os, arch] = name.split("-") as [Target["os"], Target["arch"]]; // names above are so made
  const runtime = `@oven/${compile.replace("arm64", "aarch64")}`;
  return { name, compile, runtime, os, arch, libc };
}
