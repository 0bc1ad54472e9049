import type { Sandbox } from "./sandbox.ts";
import { until, within } from "./until.ts";

/** A program in a pseudo-terminal of its own. */
export interface Pty {
  readonly pid: number;
  /** Everything it wrote, escape sequences and all. */
  readonly output: string;
  write(text: string): void;
  /** Waits until what it wrote matches. */
  prints(pattern: RegExp): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Hangs up: the terminal is gone. */
  hangUp(): void;
  exited(): Promise<number>;
  [Symbol.dispose](): void;
}

export function openPty(
  box: Sandbox,
  command: readonly string[],
  env: Record<string, string> = {},
): Pty {
  const decoder = new TextDecoder();
  let output = "";
  const child = Bun.spawn([...command], {
    cwd: box.folder,
    env: { ...box.env, TERM: "xterm-256color", ...env },
    terminal: {
      cols: 80,
      rows: 24,
      data(_, bytes) {
        output += decoder.decode(bytes, { stream: true });
      },
    },
  });
  const terminal = child.terminal;
  return {
    pid: child.pid,
    get output() {
      return output;
    },
    write: (text) => void terminal?.write(text),
    prints: async (pattern) =>
      void (await until(
        () => pattern.test(output),
        `${pattern}`,
        () => JSON.stringify(output.slice(-2000)),
      )),
    signal: (signal) => child.kill(signal),
    hangUp: () => terminal?.close(),
    exited: () => within(child.exited, "the end of a program", () => JSON.stringify(output)),
    [Symbol.dispose]() {
      child.kill("SIGKILL");
      terminal?.close();
    },
  };
}
