import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { RUNTIME_SETTINGS } from "../../src/client/autostart.ts";
import {
  type Bench,
  compileBun,
  compileNative,
  copyProgram,
  environment,
  numbers,
  run,
} from "./bench.ts";
import { request } from "./servers.ts";
import { compared, median, type Row, showSpread } from "./table.ts";

/** From spawn until the socket accepts, and until it answers, beside a compiled Bun server that does nothing else. */
export async function measureStart(bench: Bench): Promise<void> {
  const { folder } = bench;
  const spawn = compileNative(folder, "spawn");
  const empty = await compileBun(folder, "empty-server");
  const socket = join(folder, "start.sock");
  const hub = [
    copyProgram(folder),
    "daemon",
    "--socket",
    socket,
    "--log-file",
    join(folder, "start.log"),
  ];
  const samples = {
    hub: [] as number[],
    answer: [] as number[],
    answerCpu: [] as number[],
    empty: [] as number[],
    emptyCpu: [] as number[],
  };
  // As a client starts the daemon, and both alike.
  const env = { ...environment(folder), ...RUNTIME_SETTINGS };
  // In turn, so that a slow minute of the machine meets both.
  for (let round = 0; round < (bench.isQuick ? 4 : 40); round++) {
    const start = (until: string, command: string[]) =>
      numbers(run([spawn, until, "5", socket, ...command], env));
    for (const [wall = 0] of start("connect", hub)) samples.hub.push(wall);
    for (const [wall = 0, cpu = 0] of start("answer", hub)) {
      samples.answer.push(wall);
      samples.answerCpu.push(cpu);
    }
    for (const [wall = 0, cpu = 0] of start("connect", [empty, socket])) {
      samples.empty.push(wall);
      samples.emptyCpu.push(cpu);
    }
  }
  await measureCommands(bench, spawn);
  const wall = median(samples.hub);
  const limit: Row = {
    what: "daemon, spawn to connectable",
    figure: showSpread(samples.hub, "ms"),
    target: "< 15 ms",
    isMet: wall < 15,
  };
  bench.row(limit);
  bench.row({ what: "empty compiled Bun server", figure: showSpread(samples.empty, "ms") });
  bench.row(compared("daemon beside the empty server", samples.hub, samples.empty, "ms", 1.6));
  const answer = "daemon, spawn to its first answer";
  bench.row({ what: answer, figure: showSpread(samples.answer, "ms") });
  bench.row(compared(`${answer}, beside it`, samples.answer, samples.empty, "ms", 2.5));
  bench.row(compared("daemon, CPU until then", samples.answerCpu, samples.emptyCpu, "ms"));
}

/** Commands that start the hub, beside the same with a hub that runs. */
async function measureCommands(bench: Bench, spawn: string): Promise<void> {
  const { folder } = bench;
  const program = copyProgram(folder);
  const payload = join(folder, "prompt.json");
  const prompt = { session_id: "s1", hook_event_name: "UserPromptSubmit", cwd: "/", prompt: "p" };
  writeFileSync(payload, JSON.stringify(prompt));
  for (const command of [["hook", "claude"], ["list"]]) {
    const cold: number[] = [];
    const warm: number[] = [];
    for (let round = 0; round < (bench.isQuick ? 2 : 30); round++) {
      const socket = join(folder, `cold-${command[0]}-${round}.sock`);
      const once = () =>
        numbers(
          run(
            [spawn, "exit", "1", payload, program, ...command, "--socket", socket],
            environment(folder),
          ),
        ).map(([wall = 0]) => wall);
      cold.push(...once());
      warm.push(...once());
      const { pid } = (await request(socket, { cmd: "STATUS" })) as { pid: number };
      process.kill(pid, "SIGKILL");
    }
    const what = `${command.join(" ")}, whole process`;
    bench.row({
      what: `${what}: starts the hub`,
      figure: showSpread(cold, "ms"),
      beside: `${showSpread(warm, "ms")} with one that runs`,
    });
  }
}
