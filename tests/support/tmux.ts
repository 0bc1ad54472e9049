import type { Sandbox } from "./sandbox.ts";
import { until } from "./until.ts";

/** A tmux server of its own with one session, whose pane is looked at as text. */
export interface Tmux {
  readonly socket: string;
  /** Id of the first pane, e.g. `%0`. */
  readonly pane: string;
  /** Runs a tmux command against the server. @returns what it printed. */
  command(...args: string[]): Promise<string>;
  /** What the first pane shows, line by line, without the blanks at the ends. */
  lines(): Promise<string[]>;
  /** Waits until the screen matches. @returns its lines. */
  shows(pattern: RegExp, pane?: string): Promise<string[]>;
  /** Waits until the screen does not match any more. */
  loses(pattern: RegExp): Promise<string[]>;
  /** Presses keys, by tmux's names for them. */
  press(...keys: string[]): Promise<void>;
  /** Types a line into the shell. */
  enter(line: string): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
}

export interface TmuxOptions {
  columns?: number;
  rows?: number;
  /** What runs in the pane; a shell when nothing is given. */
  run?: string;
  name?: string;
}

export async function openTmux(box: Sandbox, options: TmuxOptions = {}): Promise<Tmux> {
  const { columns = 80, rows = 24, run = "PS1='$ ' bash --norc --noprofile" } = options;
  const socket = `${box.folder}/${options.name ?? "tmux"}.sock`;
  async function command(...args: string[]): Promise<string> {
    const { stdout, stderr, exitCode } = await box.exec(["tmux", "-u", "-S", socket, ...args]);
    if (exitCode !== 0) throw new Error(`tmux ${args.join(" ")}: ${stderr}`);
    return stdout;
  }
  const size = ["-x", String(columns), "-y", String(rows)];
  const config = ["-f", "/dev/null"];
  const started = await command(
    ...config,
    ...["new-session", "-d", "-s", "main", ...size, "-P", "-F", "#{pane_id}", run],
  );
  const pane = started.trim();
  const linesOf = async (target: string) => {
    const text = await command("capture-pane", "-p", "-t", target);
    return text.split("\n").map((line) => line.trimEnd());
  };
  async function look(what: string, matches: (screen: string) => boolean, target = pane) {
    let seen: string[] = [];
    await until(
      async () => {
        seen = await linesOf(target);
        return matches(seen.join("\n"));
      },
      what,
      () => seen.join("\n"),
    );
    return seen;
  }
  return {
    socket,
    pane,
    command,
    lines: () => linesOf(pane),
    shows: (pattern, target) => look(`${pattern}`, (screen) => pattern.test(screen), target),
    loses: (pattern) => look(`no ${pattern}`, (screen) => !pattern.test(screen)),
    press: async (...keys) => void (await command("send-keys", "-t", pane, ...keys)),
    enter: async (line) => {
      await command("send-keys", "-t", pane, "-l", line);
      await command("send-keys", "-t", pane, "Enter");
    },
    resize: async (width, height) =>
      void (await command("resize-window", "-x", String(width), "-y", String(height))),
  };
}
