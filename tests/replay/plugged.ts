import * as fs from "node:fs";
import { join } from "node:path";
import { loadAgents } from "../../src/agents/load.ts";
import { pluginText } from "../../src/install/plugins.ts";
import { PROGRAM } from "../support/paths.ts";
import type { Sandbox } from "../support/sandbox.ts";
import { until, within } from "../support/until.ts";
import type { Header, Line } from "./fixture.ts";

/** An agent's process that has our part in it. */
export interface Plugged {
  readonly pid: number;
  /** Has it hand something to its hook or plugin. */
  hand(line: Line): Promise<void>;
  /** Waits until what it runs has ended. */
  rests(): Promise<void>;
  kill(): void;
}

/** Starts a process under the agent's name that loads the plugin as it is installed. */
export async function startPlugged(
  box: Sandbox,
  adapter: string,
  { program = adapter, plugin = "bus", args = [], env = {} }: Header,
): Promise<Plugged> {
  const file = `${box.folder}/plugin.ts`;
  fs.writeFileSync(file, await textOf(adapter));
  const input = `${box.folder}/events`;
  Bun.spawnSync(["mkfifo", input]);
  const runtime = `${box.folder}/${program}`;
  fs.symlinkSync(process.execPath, runtime);
  const host = join(import.meta.dir, "host.ts");
  const script = `exec "$0" "$@" <"${input}"`;
  const command = ["sh", "-c", script, runtime, host, plugin, file, ...args];
  const running = box.spawn(command, { env });
  // Opening waits for the other side.
  const opened = new Promise<number>((resolve, reject) => {
    fs.open(input, "w", (error, found) => (error ? reject(error) : resolve(found)));
  });
  const fd = await within(opened, "the agent to read", () => running.stderr);
  let handed = 0;
  return {
    pid: running.pid,
    async hand({ event, payload }) {
      fs.writeSync(fd, `${JSON.stringify({ event, payload })}\n`);
      handed += 1;
      const said = () => running.stdout.match(/^handed over$/gm)?.length ?? 0;
      await until(
        () => said() === handed,
        `the plugin to be handed ${event}`,
        () => running.stdout + running.stderr,
      );
    },
    async rests() {
      await until(() => !hasChildren(running.pid), "the plugin's last hook to end");
    },
    kill: () => process.kill(running.pid, "SIGKILL"),
  };
}

async function textOf(adapter: string): Promise<string> {
  const agent = (await loadAgents()).find(({ name }) => name === adapter);
  const file = (await agent?.install?.())?.install.files[0];
  if (file?.kind !== "plugin") throw new Error(`${adapter} has no plugin`);
  return pluginText(adapter, file.plugin, PROGRAM);
}

function hasChildren(pid: number): boolean {
  return Bun.spawnSync(["pgrep", "-P", String(pid)]).exitCode === 0;
}
