import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Bench,
  column,
  compileNative,
  environment,
  isInstalled,
  PROGRAM,
  run,
} from "./bench.ts";
import { memoryOf } from "./machine.ts";
import { request } from "./servers.ts";
import { median, quantile, show } from "./table.ts";

/** Under a memory limit, where the executable's own pages count too. */
export async function measureLimits(bench: Bench): Promise<void> {
  const { folder } = bench;
  for (const limitMB of bench.isQuick ? [32, 12] : [64, 32, 16, 12, 8]) {
    using disk = mountImage(folder);
    if (disk === undefined) return bench.missing("a mountable ext4 image");
    using group = createGroup(limitMB);
    if (group === undefined) return bench.missing("a writable memory cgroup");
    try {
      bench.row({
        what: `memory.max ${limitMB} MB`,
        ...(await measureOne(bench, disk.program, group)),
      });
    } catch (error) {
      const [reason = ""] = String(error).split("\n");
      bench.row({ what: `memory.max ${limitMB} MB`, figure: `failed: ${reason.slice(0, 60)}` });
    } finally {
      await group.end();
    }
  }
}

async function measureOne({ folder }: Bench, program: string, group: Group) {
  const socket = join(folder, "limit.sock");
  const started = performance.now();
  const enter = `echo $$ > ${group.procs} && exec "$@"`;
  const command = [program, "daemon", "--daemonize", "--socket", socket];
  run(["timeout", "30", "sh", "-c", enter, "sh", ...command], environment(folder));
  const startMs = performance.now() - started;
  const { pid } = (await request(socket, { cmd: "STATUS" })) as { pid: number };
  const push = compileNative(folder, "push");
  const pipeline = compileNative(folder, "pipeline");
  run(["timeout", "60", push, "hub", socket, "1", "50", "10"]);
  const latencies = column(run(["timeout", "60", push, "hub", socket, "1", "500", "10"]));
  const [seconds = Number.NaN] = column(
    run(["timeout", "60", pipeline, "hub", socket, "50000", "100"]),
  );
  await Bun.sleep(8000);
  return {
    figure: `start ${show(startMs)} ms · push ${show(median(latencies))}, p99 ${show(quantile(latencies, 0.99))} µs · ${show(50_000 / seconds)}/s`,
    beside: `RSS ${show(memoryOf(pid).rss / 1024)} MB 8 s later`,
  };
}

interface Group extends Disposable {
  procs: string;
  /** Kills what is left in it. */
  end(): Promise<void>;
}

function createGroup(limitMB: number): Group | undefined {
  const isV1 = existsSync("/sys/fs/cgroup/memory");
  const path = join(isV1 ? "/sys/fs/cgroup/memory" : "/sys/fs/cgroup", `ac-bench-${process.pid}`);
  const procs = join(path, "cgroup.procs");
  try {
    mkdirSync(path);
    const limit = isV1 ? "memory.limit_in_bytes" : "memory.max";
    writeFileSync(join(path, limit), String(limitMB * 2 ** 20));
  } catch {
    return undefined; // not ours to write
  }
  return {
    procs,
    async end() {
      for (let tries = 0; tries < 100; tries++) {
        const pids = readFileSync(procs, "utf8").trim();
        if (pids === "") return;
        for (const pid of pids.split("\n")) process.kill(Number(pid), "SIGKILL");
        await Bun.sleep(20);
      }
    },
    [Symbol.dispose]: () => rmdirSync(path),
  };
}

/** A fresh mount of the program on ext4 that reads in small pieces: nothing of it is cached. */
function mountImage(folder: string): (Disposable & { program: string }) | undefined {
  const [image, mount] = [join(folder, "disk.img"), join(folder, "disk")];
  if (!isInstalled("mkfs.ext4") || !isInstalled("losetup")) return undefined;
  try {
    if (!existsSync(image)) {
      mkdirSync(mount);
      run(["truncate", "-s", "256M", image]);
      run(["mkfs.ext4", "-q", image]);
      run(["mount", "-o", "loop", image, mount]);
      run(["cp", PROGRAM, join(mount, "agent-console")]);
      run(["umount", mount]);
    }
    run(["mount", "-o", "loop", image, mount]);
    const device = run(["findmnt", "-no", "SOURCE", mount]).trim();
    run(["blockdev", "--setra", "8", device]);
  } catch {
    return undefined; // no loop devices, or no rights to mount
  }
  return {
    program: join(mount, "agent-console"),
    [Symbol.dispose]: () => run(["umount", mount]),
  };
}
