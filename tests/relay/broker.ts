import * as fs from "node:fs";
import { freePort } from "../support/port.ts";
import type { Outcome, Running, Sandbox } from "../support/sandbox.ts";
import { until } from "../support/until.ts";

/** A real Mosquitto is what a relay is tested against; Debian's package is installed by .ci/run. */
export const MOSQUITTO = Bun.which("mosquitto") ?? Bun.which("mosquitto", { PATH: "/usr/sbin" });
/** Whether there is what publishes and listens past our relays: a package of its own. */
export const HAS_CLIENTS = ["mosquitto_pub", "mosquitto_sub"].every(
  (name) => Bun.which(name) !== null,
);
if (MOSQUITTO === null) {
  console.error(
    "NOT TESTED: no mosquitto is installed, so no relay was run (apt install mosquitto)",
  );
} else if (!HAS_CLIENTS) {
  console.error("NOT TESTED: nothing published past our relays (apt install mosquitto-clients)");
}

/** A broker of a test's own. */
export interface Broker {
  readonly port: number;
  readonly url: string;
  readonly process: Running;
  /** As `kill -9` ends it. */
  kill(): Promise<void>;
  /** Starts it again, as it was configured. */
  start(): Promise<void>;
  /** Publishes past our relays, by mosquitto_pub. */
  publish(topic: string, message: string, ...flags: readonly string[]): Promise<Outcome>;
}

/** Starts Mosquitto in a sandbox. @param lines further lines of its configuration. */
export async function mosquitto(box: Sandbox, lines: readonly string[] = []): Promise<Broker> {
  const port = freePort();
  const config = `${box.folder}/mosquitto.conf`;
  const usual = ["allow_anonymous true", "persistence false", "log_type all", "user root"];
  const own = lines.map((line) => line.split(" ")[0]);
  const kept = usual.filter((line) => !own.includes(line.split(" ")[0]));
  const text = [`listener ${port} 127.0.0.1`, ...kept, ...lines].join("\n");
  fs.writeFileSync(config, `${text}\n`);
  const url = `mqtt://127.0.0.1:${port}`;
  return serve(box, [MOSQUITTO ?? "mosquitto", "-c", config], port, url, / running/);
}

/** Runs a broker, and waits until it says that it does. */
export async function serve(
  box: Sandbox,
  command: readonly string[],
  port: number,
  url: string,
  pattern: RegExp,
): Promise<Broker> {
  let running = box.spawn(command);
  await running.prints(pattern);
  return {
    port,
    url,
    get process() {
      return running;
    },
    async kill() {
      running.signal("SIGKILL");
      await running.exited();
    },
    async start() {
      running = box.spawn(command);
      await running.prints(pattern);
    },
    publish(topic, message, ...flags) {
      const to = ["-h", "127.0.0.1", "-p", String(port), "-t", topic, "-q", "1", "-s", ...flags];
      return box.exec(["mosquitto_pub", ...to], { stdin: message });
    },
  };
}

/** A hub's relay, connected. */
export async function relay(
  box: Sandbox,
  url: string,
  host: string,
  flags: readonly string[] = [],
): Promise<Running> {
  const running = box.start(["relay", url, "--host", host, "--user", "anna", ...flags]);
  await running.prints(/^connected to /m);
  return running;
}

/** What a hub shows, without what ages: `Map<id, session>`. */
export async function sessionsOf(box: Sandbox): Promise<Map<string, Record<string, unknown>>> {
  const { stdout, stderr } = await box.run(["list", "--all", "--json"]);
  if (stdout === "") throw new Error(stderr);
  const sessions: Record<string, unknown>[] = JSON.parse(stdout);
  return new Map(sessions.map((session) => [String(session.session_id), session]));
}

/** Waits until a hub shows a session so. */
export async function shows(
  box: Sandbox,
  id: string,
  fields: Record<string, unknown> | null,
): Promise<void> {
  let seen: unknown;
  await until(
    async () => {
      const session = (await sessionsOf(box)).get(id);
      seen = session;
      if (fields === null || session === undefined) return fields === null && session === undefined;
      return Object.entries(fields).every(([name, value]) => session[name] === value);
    },
    `${id} as ${JSON.stringify(fields)}`,
    () => Bun.inspect(seen),
  );
}
