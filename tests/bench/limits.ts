import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RUNTIME_SETTINGS } from "../../src/client/autostart.ts";
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
import { accepts, request } from "./servers.ts";
import { median, quantile, show } from "./table.ts";

const START_LIMIT_MS = 60_000;

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
  // The daemon alone, as in a container: who starts it elsewhere needs memory of its own.
  const enter = `echo $$ > ${group.procs} && exec "$@"`;
  const child = Bun.spawn(["sh", "-c", enter, "sh", program, "daemon", "--socket", socket], {
    env: { ...environment(folder), ...RUNTIME_SETTINGS },
    stdio: ["ignore", "ignore", "ignore"],
  });
  while (!(await accepts(socket))) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    if (performance.now() - started > START_LIMIT_MS) throw new Error("no start within a minute");
    await Bun.sleep(5);
  }
  const startMs = performance.now() - started;
  const { pid } = (await request(socket, { cmd: "STATUS" })) as { pid: number };
  const push = compileNative(folder, "push");
  const pipeline = compileNative(folder, "pipeline");
  const told = [`start ${show(startMs)} ms`];
  const within = (...command: string[]) => column(run(["timeout", "60", ...command]));
  try {
    within(push, "hub", socket, "1", "50", "10");
    const latencies = within(push, "hub", socket, "1", "500", "10");
    const p99 = quantile(latencies, 0.99);
    told.push(`push ${show(median(latencies))}, p99 ${show(p99)} µs`);
    const { rss } = await settled(pid);
    told.push(`RSS ${show(rss / 1024)} MB 8 s later`);
    const [seconds = Number.NaN] = within(pipeline, "hub", socket, "50000", "100");
    told.push(`${show(50_000 / seconds)}/s`);
  } catch {
    const isGone = child.exitCode !== null || child.signalCode !== null;
    told.push(isGone ? "then killed by the kernel" : "then too slow: over a minute");
  }
  return { figure: told.join(" · ") };
}

async function settled(pid: number) {
  await Bun.sleep(8000);
  return memoryOf(pid);
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
