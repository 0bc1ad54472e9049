import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Bench,
  compileBun,
  compileNative,
  copyProgram,
  environment,
  isInstalled,
  numbers,
  run,
} from "./bench.ts";
import { startHub } from "./servers.ts";
import { median, quantile, ratio, show } from "./table.ts";

const SET = '{"cmd":"SET","session_id":"socat","status":"working"}\n';
const PAYLOAD = {
  session_id: "5f3c1a52-1f6e-4c39-8c06-1a2b3c4d5e6f",
  transcript_path: "/home/someone/.claude/projects/p/5f3c1a52.jsonl",
  cwd: "/home/someone/project",
  hook_event_name: "PreToolUse",
  tool_name: "Bash",
  tool_input: { command: "ls" },
};
/** How far above the least Bun program that connects a command of ours may be. */
const [HOOK_LIMIT, LIMIT] = [1.6, 1.5];

interface Subject {
  name: string;
  input: string;
  command: string[];
  /** The program is told who runs it, as the agent tells its hooks. */
  isTold?: boolean;
  limit?: number;
}

/** Whole processes, from spawn to exit, in turn. */
export async function measureProcesses(bench: Bench): Promise<void> {
  const { folder } = bench;
  const spawn = compileNative(folder, "spawn");
  using hub = await startHub(folder);
  const subjects = await listSubjects(bench, hub.socket);
  const samples = new Map(subjects.map(({ name }) => [name, [] as number[][]]));
  for (let turn = 0; turn < (bench.isQuick ? 3 : 30); turn++) {
    for (const { name, input, command, isTold } of subjects) {
      const env = { ...environment(folder), ...(isTold && { CLAUDE_PID: "its parent" }) };
      const output = run([spawn, "exit", "4", input, ...command], env);
      samples.get(name)?.push(...numbers(output));
    }
  }
  const of = (name: string, index: number) => (samples.get(name) ?? []).map((s) => s[index] ?? 0);
  const floor = "empty Bun program: connects, exits";
  for (const { name, limit } of subjects) {
    const [wall, cpu, rss] = [of(name, 0), of(name, 1), of(name, 2)];
    const factors = [0, 1, 2].map((index) => ratio(of(name, index), of(floor, index)));
    bench.row({
      what: name,
      figure: `${show(median(wall))} · p95 ${show(quantile(wall, 0.95))} ms · CPU ${show(median(cpu))} ms · ${show(median(rss) / 1024)} MB`,
      beside: factors.map((factor) => factor.toFixed(2)).join(" · "),
      ...(limit === undefined
        ? {}
        : { target: `≤ ${limit}× each`, isMet: factors.every((factor) => factor <= limit) }),
    });
  }
}

async function listSubjects(bench: Bench, socket: string): Promise<Subject[]> {
  const { folder } = bench;
  const [payload, line] = [join(folder, "payload.json"), join(folder, "set.json")];
  writeFileSync(payload, JSON.stringify(PAYLOAD));
  writeFileSync(line, SET);
  const program = copyProgram(folder);
  const nothing = "/dev/null";
  const hook = [program, "hook", "claude", "--socket", socket];
  const set = ["set", "s1", "working", "--socket", socket];
  const subjects: Subject[] = [
    {
      name: "empty Bun program: connects, exits",
      input: nothing,
      command: [await compileBun(folder, "empty-client"), socket],
    },
    {
      name: "hook claude, as its agent runs it",
      ...{ input: payload, command: hook, isTold: true, limit: HOOK_LIMIT },
    },
    { name: "hook claude, run by a shell", input: payload, command: hook },
    { name: "set", input: nothing, command: [program, ...set], limit: LIMIT },
  ];
  if (hasCommand(program, "statusline")) {
    const command = [program, "statusline", "--socket", socket];
    subjects.push({ name: "statusline", input: payload, command, limit: LIMIT });
  } else bench.missing("agent-console statusline");
  subjects.push({ name: "true", input: nothing, command: ["true"] });
  if (isInstalled("socat")) {
    const command = ["socat", "-t5", "-", `UNIX-CONNECT:${socket}`];
    subjects.push({ name: "socat, one SET", input: line, command });
    const script = `jq -c '{cmd:"SET",session_id,status:"working"}' | socat -t5 - UNIX-CONNECT:${socket}`;
    if (isInstalled("jq")) {
      subjects.push({
        name: "bash, jq and socat",
        input: payload,
        command: ["bash", "-c", script],
      });
    } else bench.missing("jq");
  } else bench.missing("socat");
  if (isInstalled("node")) {
    const command = ["node", join(import.meta.dir, "programs/node-client.mjs"), socket];
    subjects.push({ name: "node, one SET", input: nothing, command });
  } else bench.missing("node");
  return subjects;
}

function hasCommand(program: string, name: string): boolean {
  return Bun.spawnSync([program, name, "--help"]).exitCode === 0;
}
