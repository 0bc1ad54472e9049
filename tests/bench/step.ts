import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Bench, copyProgram, environment, run } from "./bench.ts";
import { startHub } from "./servers.ts";
import { median, show } from "./table.ts";

/** What a tool step may take longer than without hooks. */
const LIMIT_MS = 10;
/** Claude Code, the last version that waits for its hooks, and one that need not. */
const VERSIONS = { waits: "2.1.138", goesOn: "2.1.332" };
const EVENTS = { before: ["PreToolUse"], after: ["PostToolUse", "PostToolBatch"] };

interface Handler {
  command: string;
  args?: string[];
  async?: boolean;
}

/** Event -> the handlers that `install` has written for it, and the tools that they are for. */
type Hooks = Readonly<Record<string, { matcher?: string; hooks: Handler[] }[]>>;

/** The tool of the steps: one that may ask, and mostly does not. */
const TOOL = "Bash";

/**
 * A tool step of an agent with the hooks that `install` writes: it runs them before
 * and after its tool, here true(1), and waits for those that it is not told to leave.
 */
export async function measureStep(bench: Bench): Promise<void> {
  using hub = await startHub(bench.folder);
  const env = { ...environment(bench.folder), AGENT_CONSOLE_SOCKET: hub.socket };
  const subjects = [
    { name: "no hooks", hooks: {} },
    { name: "hooks of an agent that waits for all", hooks: installed(bench, VERSIONS.waits) },
    { name: "hooks of an agent that goes on", hooks: installed(bench, VERSIONS.goesOn) },
  ];
  const samples = subjects.map((): number[] => []);
  const steps = bench.isQuick ? 3 : 20;
  for (let turn = 0; turn < (bench.isQuick ? 1 : 15); turn++) {
    for (const [i, { hooks }] of subjects.entries()) {
      const left: Promise<number>[] = [];
      for (let step = 0; step < steps; step++) {
        const startMs = performance.now();
        await takeStep(hooks, env, left);
        samples[i]?.push(performance.now() - startMs);
      }
      await Promise.all(left);
    }
  }
  const [base = []] = samples;
  for (const [i, { name }] of subjects.entries()) {
    const own = samples[i] ?? [];
    const more = median(own) - median(base);
    bench.row({
      what: `tool step, ${name}`,
      figure: show(median(own), "ms"),
      ...(i > 0 && { beside: `${show(more)} ms more` }),
      ...(i === 2 && { target: `≤ ${LIMIT_MS} ms more`, isMet: more <= LIMIT_MS }),
    });
  }
}

async function takeStep(
  hooks: Hooks,
  env: Record<string, string>,
  left: Promise<number>[],
): Promise<void> {
  for (const event of EVENTS.before) await runHooks(hooks, event, env, left);
  await Bun.spawn(["true"], { stdio: ["ignore", "ignore", "ignore"] }).exited;
  for (const event of EVENTS.after) await runHooks(hooks, event, env, left);
}

async function runHooks(
  hooks: Hooks,
  event: string,
  env: Record<string, string>,
  left: Promise<number>[],
): Promise<void> {
  const payload = {
    session_id: "5f3c1a52-1f6e-4c39-8c06-1a2b3c4d5e6f",
    hook_event_name: event,
    cwd: "/home/someone/project",
    tool_name: TOOL,
    tool_input: { command: "ls" },
  };
  const groups = (hooks[event] ?? []).filter(({ matcher }) => {
    return matcher === undefined || new RegExp(`^(${matcher})$`).test(TOOL);
  });
  for (const { command, args, async: isLeft } of groups.flatMap((group) => group.hooks)) {
    const words = args === undefined ? ["sh", "-c", command] : [command, ...args];
    const child = Bun.spawn(words, { env, stdio: ["pipe", "ignore", "ignore"] });
    child.stdin.write(JSON.stringify(payload));
    child.stdin.end();
    if (isLeft === true) left.push(child.exited);
    else await child.exited;
  }
}

/** The hooks that our program writes for Claude Code of that version. */
function installed(bench: Bench, version: string): Hooks {
  const home = join(bench.folder, version);
  mkdirSync(home);
  const claude = join(home, "claude");
  writeFileSync(claude, `#!/bin/sh\necho ${version}\n`);
  chmodSync(claude, 0o755);
  const program = copyProgram(bench.folder);
  const env = { PATH: `${home}:${process.env.PATH ?? ""}`, HOME: home };
  run([program, "install", "claude"], env);
  return JSON.parse(readFileSync(join(home, ".claude/settings.json"), "utf8")).hooks;
}
