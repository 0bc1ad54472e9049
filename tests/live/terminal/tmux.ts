import * as fs from "node:fs";
import { childrenOf } from "./processes.ts";

/** One pane with a program in it. */
export interface Pane {
  /** Waits until the screen matches. */
  sees(pattern: RegExp, limitMs: number): Promise<Sight>;
  screen(): string;
  /** What it has printed since this was last asked for, a space for each move of the cursor. */
  printed(): string;
  type(text: string): void;
  press(...keys: readonly string[]): void;
  close(): void;
  /** The agent: the pane's own process, or the job of the shell in it. */
  agentPid(): number;
  /** To the agent with all that stands in its process group: a launcher and what it launched. */
  signal(signal: NodeJS.Signals): void;
}

/** When a screen matched. */
export interface Sight {
  /** Unix milliseconds. */
  atMs: number;
  /** When a look last did not show it; 0 where it was there at the first, since nobody knows when. */
  notYetMs: number;
}

/** A tmux server of its own, started with exactly this environment. */
export interface Terminal {
  open(name: string, command: readonly string[], folder: string): Pane;
}

/** What `sees` waited for in vain, with the screen as it was. */
export class NotSeen extends Error {}

const SIZE = ["-x", "120", "-y", "40"];
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what moves a cursor
const MOVE = /\x1b\[[\d;]*[A-HJKf]/g;
const CONFIG = `set -g default-terminal xterm-256color
set -g escape-time 0
set -g remain-on-exit off
set -g exit-empty off
`;

export function openTerminal(folder: string, env: Record<string, string>): Terminal {
  const config = `${folder}/tmux.conf`;
  fs.writeFileSync(config, CONFIG);
  const tmux = (...args: string[]): string => {
    const command = ["tmux", "-u", "-S", `${folder}/tmux.sock`, "-f", config, ...args];
    const { stdout, stderr } = Bun.spawnSync(command, { env, cwd: folder });
    if (args[0] === "new-session" && stdout.length === 0) throw new Error(`tmux: ${stderr}`);
    return stdout.toString();
  };
  return {
    open(name, command, cwd) {
      const format = ["-P", "-F", "#{pane_id} #{pane_pid}"];
      const opened = tmux(
        "new-session",
        "-d",
        "-s",
        name,
        ...SIZE,
        "-c",
        cwd,
        ...format,
        ...command,
      );
      const [id = "", pid = ""] = opened.trim().split(" ");
      return paneOf(tmux, id, Number(pid), `${folder}/${name}.out`);
    },
  };
}

function paneOf(tmux: (...args: string[]) => string, id: string, pid: number, out: string): Pane {
  const isShell = fs.readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "bash";
  // tmux tells nobody that a screen changed: what the pane prints is copied to a
  // file, and the kernel tells of that.
  fs.writeFileSync(out, "");
  tmux("pipe-pane", "-t", id, `exec cat >> '${out}'`);
  const screen = () => tmux("capture-pane", "-p", "-t", id);
  let heard = 0;
  const send = (...keys: string[]) => void tmux("send-keys", "-t", id, ...keys);
  return {
    screen,
    printed() {
      const bytes = fs.readFileSync(out).subarray(heard);
      heard += bytes.length;
      return Bun.stripANSI(bytes.toString().replaceAll(MOVE, " "));
    },
    async sees(pattern, limitMs) {
      const deadlineMs = Date.now() + limitMs;
      using output = watchOutput(out);
      for (let notYetMs = 0; ; ) {
        const atMs = output.printedMs;
        const lookedMs = Date.now();
        if (pattern.test(screen())) return { atMs, notYetMs };
        notYetMs = lookedMs;
        if (Date.now() > deadlineMs) throw new NotSeen(`${pattern}\n${trimmed(screen())}`);
        await output.more();
      }
    },
    type(text) {
      send("-l", text);
    },
    press(...keys) {
      send(...keys);
    },
    close: () => void tmux("kill-pane", "-t", id),
    agentPid: () => (isShell ? (childrenOf(pid)[0] ?? pid) : pid),
    signal: (signal) => void process.kill(-pid, signal),
  };
}

/** Tells of more output, at the latest after half a second: the clock moves screens too. */
function watchOutput(path: string) {
  let next = Promise.withResolvers<void>();
  const output = {
    printedMs: Date.now(),
    async more() {
      await Promise.race([next.promise, Bun.sleep(500)]);
      next = Promise.withResolvers<void>();
    },
    [Symbol.dispose]: () => watcher.close(),
  };
  const watcher = fs.watch(path, () => {
    output.printedMs = Date.now();
    next.resolve();
  });
  return output;
}

/** A screen without its empty lines. */
export function trimmed(screen: string): string {
  const lines = screen.split("\n").map((line) => line.trimEnd());
  return lines.filter((line) => !/^[\s─▀▄]*$/.test(line)).join("\n");
}
