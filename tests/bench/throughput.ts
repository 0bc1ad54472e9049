import { type Bench, column, compileNative, isInstalled, run } from "./bench.ts";
import { watchThreads } from "./machine.ts";
import { type Server, startCompared, startHub } from "./servers.ts";
import { median, show } from "./table.ts";

const SESSIONS = 100;

/** Changes sent without waiting for each answer; the server has one core, the sender another. */
export async function measureThroughput(bench: Bench): Promise<void> {
  const pipeline = compileNative(bench.folder, "pipeline");
  const servers = [await startHub(bench.folder), ...(await startCompared(bench))];
  const canPin = isInstalled("taskset");
  if (!canPin) bench.missing("taskset");
  try {
    const samples = new Map(servers.map(({ name }) => [name, { rates: [], cpu: [] } as Sample]));
    for (const { pid } of servers) if (canPin) run(["taskset", "-acp", "0", String(pid)]);
    for (let turn = 0; turn < (bench.isQuick ? 3 : 11); turn++) {
      for (const server of servers) {
        const one = measureOne(
          server,
          [...(canPin ? ["taskset", "-c", "1"] : []), pipeline],
          50_000,
        );
        if (turn === 0) continue; // the first run warms up
        samples.get(server.name)?.rates.push(one.rate);
        samples.get(server.name)?.cpu.push(one.cpuUs);
      }
    }
    const hub = median(samples.get("agent-console")?.rates ?? []);
    for (const [name, { rates, cpu }] of samples) {
      const isHub = name === "agent-console";
      bench.row({
        what: `pipelined changes: ${name}`,
        figure: `${show(median(rates))}/s · ${show(median(cpu), "µs CPU")} each`,
        beside: isHub ? "" : `we do ${(hub / median(rates)).toFixed(2)}×`,
        ...(isHub ? { target: "≥ 100,000/s", isMet: hub >= 100_000 } : {}),
      });
    }
  } finally {
    for (const server of servers) server[Symbol.dispose]();
  }
}

interface Sample {
  rates: number[];
  cpu: number[];
}

function measureOne({ protocol, socket, pid }: Server, sender: string[], count: number) {
  const used = watchThreads(pid);
  const output = run([...sender, protocol, socket, String(count), String(SESSIONS)]);
  const [seconds = Number.NaN] = column(output);
  return { rate: count / seconds, cpuUs: (used().cpuMs * 1000) / count };
}
