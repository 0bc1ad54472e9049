import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { RUNTIME_SETTINGS } from "../../src/client/autostart.ts";
import {
  type Bench,
  compileBun,
  compileNative,
  environment,
  isInstalled,
  PROGRAM,
  run,
} from "./bench.ts";

/** A running server of one kind, and how the load generators speak to it. */
export interface Server extends Disposable {
  name: string;
  protocol: "hub" | "relay" | "redis" | "mqtt";
  socket: string;
  pid: number;
}

/** Starts the hub as its users do: by a command that needs it. */
export async function startHub(folder: string): Promise<Server> {
  const socket = join(folder, `hub-${Math.random().toString(36).slice(2, 8)}.sock`);
  run([PROGRAM, "daemon", "--daemonize", "--socket", socket], environment(folder));
  const { pid } = (await request(socket, { cmd: "STATUS" })) as { pid: number };
  return {
    name: "agent-console",
    protocol: "hub",
    socket,
    pid,
    [Symbol.dispose]: () => process.kill(pid, "SIGKILL"),
  };
}

/** One request to the hub. @returns its reply's data. */
export async function request(socket: string, frame: Record<string, unknown>): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let text = "";
  const connection = await Bun.connect({
    unix: socket,
    socket: {
      data(_, chunk) {
        text += chunk.toString();
        if (text.includes("\n")) resolve(text);
      },
      close: () => resolve(text),
    },
  });
  connection.write(`${JSON.stringify(frame)}\n`);
  const reply = JSON.parse(await promise);
  connection.end();
  return reply.data;
}

/** Every server that the hub is compared with, as far as it is installed. */
export async function startCompared(bench: Bench): Promise<Server[]> {
  const { folder } = bench;
  const path = (name: string) => join(folder, `${name}.sock`);
  const started: Promise<Server>[] = [
    startBare(bench),
    start("C, parses nothing", "relay", path("c"), [compileNative(folder, "relay"), path("c")]),
  ];
  if (isInstalled("redis-server")) {
    const quiet = ["--save", "", "--appendonly", "no", "--daemonize", "no"];
    const command = ["redis-server", "--port", "0", "--unixsocket", path("redis"), ...quiet];
    started.push(start("redis", "redis", path("redis"), command));
  } else bench.missing("redis-server");
  if (isInstalled("mosquitto")) {
    const config = join(folder, "mosquitto.conf");
    writeFileSync(
      config,
      `listener 0 ${path("mqtt")}\nallow_anonymous true\nlog_type none\nuser root\n`,
    );
    started.push(start("mosquitto", "mqtt", path("mqtt"), ["mosquitto", "-c", config]));
  } else bench.missing("mosquitto");
  return Promise.all(started);
}

/** A `Bun.listen` that passes on what it reads, and nothing else. */
export async function startBare({ folder }: Bench): Promise<Server> {
  const socket = join(folder, "bun.sock");
  const command = [await compileBun(folder, "relay"), socket];
  return start("bare Bun.listen", "relay", socket, command, RUNTIME_SETTINGS);
}

/** One that parses, keeps and replies, in fifteen lines. */
export async function startKeeper({ folder }: Bench): Promise<Server> {
  const socket = join(folder, "keeper.sock");
  const command = [await compileBun(folder, "keeper"), socket];
  return start("bare Bun.listen that keeps", "hub", socket, command, RUNTIME_SETTINGS);
}

async function start(
  name: string,
  protocol: Server["protocol"],
  socket: string,
  command: string[],
  env: Record<string, string> = {},
): Promise<Server> {
  const child = Bun.spawn(command, {
    stdio: ["ignore", "ignore", "ignore"],
    env: { ...process.env, ...env },
  });
  while (!(await accepts(socket))) await Bun.sleep(10);
  return { name, protocol, socket, pid: child.pid, [Symbol.dispose]: () => child.kill(9) };
}

export async function accepts(socket: string): Promise<boolean> {
  try {
    (await Bun.connect({ unix: socket, socket: { data() {} } })).end();
    return true;
  } catch {
    return false; // not yet
  }
}
