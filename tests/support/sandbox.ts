import * as fs from "node:fs";
import { runtimeFolder } from "../../src/host/runtime-folder.ts";
import { lockName } from "../../src/protocol/address.ts";
import { PROGRAM } from "./paths.ts";
import { until, within } from "./until.ts";
import { openWire, type WireClient } from "./wire.ts";

/** Processes are looked for again so often, and so long after they were told to end. */
const MAX_ROUNDS = 100;
const ROUND_MS = 5;

/** How one run of a program ended. */
export interface Outcome {
  stdout: string;
  stderr: string;
  exitCode: number | null;
}

export interface RunOptions {
  stdin?: string | Uint8Array | "open";
  env?: Record<string, string>;
  cwd?: string;
  /** User id to run as; only root can. */
  uid?: number;
}

/** A process that goes on. */
export interface Running {
  readonly pid: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Waits until what it printed matches. */
  prints(pattern: RegExp): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Waits for its end. */
  exited(limitMs?: number): Promise<Outcome>;
}

/** A folder of its own with a short path, and every process that was started in it. */
export interface Sandbox {
  readonly folder: string;
  readonly socket: string;
  readonly env: Record<string, string>;
  /** Runs the binary and waits for its end. */
  run(args: readonly string[], options?: RunOptions): Promise<Outcome>;
  /** Runs any program and waits for its end. */
  exec(command: readonly string[], options?: RunOptions): Promise<Outcome>;
  /** Starts the binary, or any program by its path, and leaves it running. */
  start(args: readonly string[], options?: RunOptions): Running;
  spawn(command: readonly string[], options?: RunOptions): Running;
  /** Starts a daemon in the foreground and waits until it listens. */
  daemon(flags?: readonly string[], options?: RunOptions): Promise<Running>;
  /** A raw connection; closed with the sandbox. */
  connect(path?: string): Promise<WireClient>;
  /** Daemons that run for this sandbox's socket, by process id. */
  daemons(): number[];
  [Symbol.dispose](): void;
}

export function sandbox(): Sandbox {
  const folder = fs.mkdtempSync("/tmp/ac-");
  const socket = `${folder}/hub.sock`;
  const env = {
    PATH: process.env.PATH ?? "/usr/bin:/bin",
    HOME: `${folder}/home`,
    XDG_STATE_HOME: `${folder}/state`,
    LANG: "C.UTF-8",
    AGENT_CONSOLE_SOCKET: socket,
  };
  fs.mkdirSync(env.HOME);
  const children: Bun.Subprocess[] = [];
  const clients: WireClient[] = [];

  function spawn(command: readonly string[], options: RunOptions = {}): Running {
    const { stdin, uid, cwd = folder } = options;
    const asUser =
      uid === undefined ? [] : ["setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--clear-groups"];
    const child = Bun.spawn([...asUser, ...command], {
      cwd,
      env: { ...env, ...options.env },
      stdin: stdin === "open" ? "pipe" : stdin === undefined ? "ignore" : Buffer.from(stdin),
      stdout: "pipe",
      stderr: "pipe",
    });
    children.push(child);
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    const outcome = async (): Promise<Outcome> => {
      const exitCode = await child.exited;
      await Promise.all([stdout.done, stderr.done]);
      return { stdout: stdout.text, stderr: stderr.text, exitCode };
    };
    const show = () => `${command.join(" ")}: ${stdout.text}${stderr.text}`;
    return {
      pid: child.pid,
      get stdout() {
        return stdout.text;
      },
      get stderr() {
        return stderr.text;
      },
      async prints(pattern) {
        const printed = () => pattern.test(stdout.text) || pattern.test(stderr.text);
        await until(() => printed() || child.exitCode !== null, `${pattern}`, show);
        if (!printed()) throw new Error(`ended without ${pattern}; saw ${show()}`);
      },
      signal: (signal) => child.kill(signal),
      exited: (limitMs) => within(outcome(), "the end of a process", show, limitMs),
    };
  }

  const box: Sandbox = {
    folder,
    socket,
    env,
    spawn,
    start: (args, options) => spawn([PROGRAM, ...args], options),
    run: (args, options) => spawn([PROGRAM, ...args], options).exited(),
    exec: (command, options) => spawn(command, options).exited(),
    async daemon(flags = [], options = {}) {
      const running = spawn([PROGRAM, "daemon", "--socket", socket, ...flags], options);
      await running.prints(/listening at /);
      return running;
    },
    async connect(path = socket) {
      const client = await openWire(path);
      clients.push(client);
      return client;
    },
    daemons: () => daemonsIn(folder),
    [Symbol.dispose]() {
      for (const client of clients) client.close();
      for (const child of children) child.kill("SIGKILL");
      endAll(folder);
      // Of sockets that could not keep them beside themselves.
      const kept = lockName(`${folder}/`);
      for (const name of fs.readdirSync(runtimeFolder()).filter((one) => one.startsWith(kept))) {
        fs.rmSync(`${runtimeFolder()}/${name}`, { force: true, recursive: true });
      }
      fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  return box;
}

/** Whether the process is there and not just waiting to be reaped. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false; // no such process
  }
  if (process.platform !== "linux") return true;
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(fs.readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false; // it went in between
  }
}

/** Waits until the process is gone. */
export async function gone(pid: number): Promise<void> {
  await until(
    () => !isAlive(pid),
    `the end of process ${pid}`,
    () => "it runs",
  );
}

function collect(stream: ReadableStream<Uint8Array>) {
  const decoder = new TextDecoder();
  const seen = { text: "", done: Promise.resolve() };
  seen.done = (async () => {
    for await (const chunk of stream) seen.text += decoder.decode(chunk, { stream: true });
  })();
  return seen;
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has gone by itself.
  }
}

/**
 * Ends what the sandbox's processes have started in turn, which is nobody's child
 * by now; and what that has started until it was ended.
 */
function endAll(folder: string): void {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const left = processesOf(folder);
    if (left.length === 0) return;
    for (const pid of left) kill(pid);
    Bun.sleepSync(ROUND_MS);
  }
}

/** Processes that name the folder in their command line, or were started with it in their environment. */
export function processesOf(folder: string): number[] {
  const ours = processes().filter(({ pid, words, environment }) => {
    return pid !== process.pid && (words.includes(folder) || environment.includes(folder));
  });
  return ours.map(({ pid }) => pid).filter(isAlive);
}

/** Daemons of sockets in the folder. */
function daemonsIn(folder: string): number[] {
  const daemons = processes().filter(({ words }) => {
    return words.includes("\0daemon\0--socket\0") && words.includes(folder);
  });
  return daemons.map(({ pid }) => pid).filter(isAlive);
}

function processes(): { pid: number; words: string; environment: string }[] {
  if (process.platform === "linux") {
    const pids = fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return pids.map((pid) => ({
      pid: Number(pid),
      words: readQuietly(`/proc/${pid}/cmdline`),
      environment: readQuietly(`/proc/${pid}/environ`),
    }));
  }
  const { stdout } = Bun.spawnSync(["ps", "-A", "-o", "pid=,args="]);
  const lines = stdout.toString().split("\n");
  return lines.map((line) => ({
    pid: Number.parseInt(line, 10),
    words: line.replaceAll(" ", "\0"),
    environment: "",
  }));
}

function readQuietly(path: string): string {
  try {
    return fs.readFileSync(path, "utf8");
  } catch {
    return ""; // the process has ended meanwhile, or is another user's
  }
}
