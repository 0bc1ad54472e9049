import * as fs from "node:fs";
import fc from "fast-check";
import type { Sandbox } from "../support/sandbox.ts";
import type { Frame } from "../support/wire.ts";
import { openPipe } from "./pipe.ts";
import { createReplica } from "./replica.ts";

const WRITERS = 10;
const SESSIONS = 200;
/** Between two bursts of one writer. */
const PAUSE_MS = 20;

const session_id = fc.nat({ max: SESSIONS - 1 }).map((n) => `s${n}`);
const request: fc.Arbitrary<Frame> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      cmd: fc.constant("SET"),
      session_id,
      status: fc.constantFrom("working", "attention", "question"),
      message: fc.nat({ max: 500 }).map((length) => "m".repeat(length)),
    }),
  },
  fc.record({ cmd: fc.constantFrom("RM", "DELETE", "LIST", "STATUS"), session_id }),
);

/**
 * Keeps a daemon busy for so long, with writers, short connections as hooks
 * make them, subscribers of which one reads now and then, and prints what it
 * costs: every line but the first few should say the same.
 */
export async function soak(box: Sandbox, seed: number, forMs: number): Promise<void> {
  const daemon = await box.daemon(["--report-socket", `${box.folder}/report.sock`]);
  const everyMs = Math.min(60_000, Math.max(1000, forMs / 20));
  const endMs = performance.now() + forMs;
  const isOver = () => performance.now() >= endMs;
  let messages = 0;
  let latencies: number[] = [];
  const slow = createReplica();
  const quick = createReplica();
  await Promise.all([slow.connect(box.socket), quick.connect(box.socket)]);

  const requests = fc.sample(request, { numRuns: 1000, seed });

  async function write(path: string, writer: number): Promise<void> {
    for (let turn = writer; !isOver(); turn++) {
      const pipe = await openPipe(path, () => {});
      for (let burst = turn % 50; burst >= 0 && !isOver(); burst--) {
        const beforeMs = performance.now();
        await Promise.all(
          Array.from({ length: 1 + ((turn + burst) % 8) }, () => {
            messages += 1;
            return pipe.ask(requests[messages % requests.length] ?? { cmd: "LIST" });
          }),
        );
        latencies.push(performance.now() - beforeMs);
        await Bun.sleep(PAUSE_MS);
      }
      pipe.close();
    }
  }

  async function doze(): Promise<void> {
    while (!isOver()) {
      slow.pipe?.pause();
      await Bun.sleep(3000);
      slow.pipe?.resume();
      await Bun.sleep(200);
    }
  }

  async function report(): Promise<void> {
    console.log("  minutes   messages  resident MB  descriptors  journal KB  p50 ms  p99 ms");
    while (!isOver()) {
      const leftMs = endMs - performance.now();
      await Bun.sleep(Math.min(everyMs, Math.max(1, leftMs)));
      const sorted = latencies.sort((a, b) => a - b);
      latencies = [];
      const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(2);
      const cells = [
        ((forMs - (endMs - performance.now())) / 60_000).toFixed(1).padStart(9),
        String(messages).padStart(11),
        residentMb(daemon.pid).toFixed(1).padStart(13),
        String(fs.readdirSync(`/proc/${daemon.pid}/fd`).length).padStart(13),
        (fs.statSync(`${box.socket}.journal`).size / 1024).toFixed(0).padStart(12),
        at(0.5).padStart(8),
        at(0.99).padStart(8),
      ];
      console.log(cells.join(""));
    }
  }

  const writers = Array.from({ length: WRITERS }, (_, i) =>
    write(i % 5 === 0 ? `${box.folder}/report.sock` : box.socket, i * 5),
  );
  await Promise.all([...writers, doze(), report()]);
  const pipe = await openPipe(box.socket, () => {});
  const health = (await pipe.ask({ cmd: "STATUS" }))?.data;
  slow.pipe?.resume();
  await Promise.all([slow.reaches(health.seq), quick.reaches(health.seq)]);
  console.log(`  both subscribers know change ${health.seq}; warnings: ${health.warnings.length}`);
  if (daemon.stderr.includes("bug")) throw new Error(daemon.stderr);
}

function residentMb(pid: number): number {
  const status = fs.readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}
