import { type Bench, column, compileNative, run } from "./bench.ts";
import { type Server, startCompared, startHub, startKeeper } from "./servers.ts";
import { compared, median, quantile, showSpread } from "./table.ts";

/** From one connection's change to its arrival at every subscriber. */
export async function measurePush(bench: Bench): Promise<void> {
  const push = compileNative(bench.folder, "push");
  using hub = await startHub(bench.folder);
  using compared = stack(await startCompared(bench));
  const servers = [hub, ...compared.servers];
  report(bench, "push to 1", sample(bench, push, servers, 1, 400), 1.5);
  report(bench, "push to 100", sample(bench, push, servers, 100, 40), 1.5);
  using keeper = await startKeeper(bench);
  const [echo, c] = compared.servers;
  if (echo === undefined || c === undefined) return; // both are always there
  reportEcho(bench, sample(bench, push, [hub, keeper, echo, c], 0, 400));
  const first = await sampleFirst(bench, push);
  bench.row({ what: "SET and its reply, the first 10 of a hub", figure: showSpread(first, "µs") });
}

/** What nothing has been compiled for yet. */
async function sampleFirst(bench: Bench, push: string): Promise<number[]> {
  const samples: number[] = [];
  for (let turn = 0; turn < (bench.isQuick ? 2 : 12); turn++) {
    using hub = await startHub(bench.folder);
    samples.push(...column(run([push, hub.protocol, hub.socket, "0", "10", "10"])));
  }
  return samples;
}

/** Map<server's name, latencies in µs>, taken in turn. */
function sample(
  bench: Bench,
  push: string,
  servers: Server[],
  subscribers: number,
  rounds: number,
) {
  const samples = new Map(servers.map(({ name }) => [name, [] as number[]]));
  for (let turn = 0; turn < (bench.isQuick ? 2 : 12); turn++) {
    for (const { name, protocol, socket } of servers) {
      const args = [protocol, socket, String(subscribers), String(rounds), "10"];
      samples.get(name)?.push(...column(run([push, ...args])));
    }
  }
  return samples;
}

function report(bench: Bench, what: string, samples: Map<string, number[]>, limit: number): void {
  const [[name, hub] = ["", []], ...others] = samples;
  bench.row({
    what: `${what}: ${name}`,
    figure: showSpread(hub, "µs"),
    target: "p99 < 1 ms",
    isMet: quantile(hub, 0.99) < 1000,
  });
  for (const [other, base] of others) {
    const target = other === "redis" ? limit : undefined;
    const row = compared(`${what}: ${other}`, hub, base, "µs", target);
    bench.row({ ...row, figure: showSpread(base, "µs"), beside: `we take ${row.beside}` });
  }
}

function reportEcho(bench: Bench, samples: Map<string, number[]>): void {
  const [hub = [], keeper = [], bun = [], c = []] = [...samples.values()];
  const bare = "a bare Bun.listen that parses, keeps and replies";
  bench.row(compared(`SET and its reply, beside ${bare}`, hub, keeper, "µs", 1.5));
  bench.row({ what: bare, figure: showSpread(keeper, "µs") });
  bench.row({ what: "bare Bun.listen echo", figure: showSpread(bun, "µs") });
  bench.row({ what: "C echo", figure: showSpread(c, "µs") });
  bench.row({
    what: "median over the C echo",
    figure: `${(median(hub) - median(c)).toFixed(0)} µs`,
  });
}

function stack(servers: Server[]): Disposable & { servers: Server[] } {
  return {
    servers,
    [Symbol.dispose]() {
      for (const server of servers) server[Symbol.dispose]();
    },
  };
}
