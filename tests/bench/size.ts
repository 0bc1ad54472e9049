import { readFileSync, statSync } from "node:fs";
import { type Bench, isInstalled, PROGRAM } from "./bench.ts";
import { show } from "./table.ts";

const inMB = (bytes: number) => show(bytes / 1e6, "MB");

/** The binary, and what a download of it takes. */
export async function measureSize(bench: Bench): Promise<void> {
  const { size } = statSync(PROGRAM);
  const runtime = statSync(process.execPath).size;
  bench.row({
    what: "binary",
    figure: inMB(size),
    beside: `${inMB(size - runtime)} over Bun itself`,
    target: "10 MB was set for Rust",
  });
  const gzip = Bun.gzipSync(readFileSync(PROGRAM), { level: 9 }).length;
  bench.row({ what: "gzip -9", figure: inMB(gzip) });
  const zstd = Bun.zstdCompressSync(readFileSync(PROGRAM), {
    level: bench.isQuick ? 3 : 19,
  }).length;
  bench.row({ what: `zstd -${bench.isQuick ? 3 : 19}`, figure: inMB(zstd) });
  if (!isInstalled("xz")) return bench.missing("xz");
  const xz = Bun.spawnSync(["xz", bench.isQuick ? "-1" : "-9", "-T0", "-c", PROGRAM], {
    maxBuffer: 2 ** 30,
  });
  bench.row({ what: `xz ${bench.isQuick ? "-1" : "-9"}`, figure: inMB(xz.stdout.length) });
}
