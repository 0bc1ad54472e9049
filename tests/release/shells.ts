import { until } from "../support/until.ts";

/** An interactive shell at a terminal, and what it has written there. */
export interface Typist {
  type(keys: string): void;
  /** Waits until what the shell wrote since the last typing matches. */
  shows(pattern: RegExp): Promise<void>;
  [Symbol.dispose](): void;
}

/** Starts a shell at a terminal of its own. */
export function openShell(command: readonly string[], env: Record<string, string>): Typist {
  let seen = "";
  const shell = Bun.spawn([...command], {
    env: { ...env, TERM: "xterm", PS1: "ready> ", HISTFILE: "/dev/null" },
    terminal: {
      cols: 120,
      rows: 40,
      data(_, bytes) {
        seen += Bun.stripANSI(Buffer.from(bytes).toString());
      },
    },
  });
  return {
    type(keys) {
      seen = "";
      shell.terminal?.write(keys);
    },
    async shows(pattern) {
      const show = () => seen;
      await until(() => pattern.test(seen), String(pattern), show);
    },
    [Symbol.dispose]() {
      shell.kill("SIGKILL");
      shell.terminal?.close();
    },
  };
}
