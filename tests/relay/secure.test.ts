// Encryption, credentials, and a broker that speaks MQTT 3.1.1 only.
import { expect, setDefaultTimeout, test } from "bun:test";
import * as fs from "node:fs";
import { PROGRAM } from "../support/paths.ts";
import { freePort } from "../support/port.ts";
import { type Sandbox, sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS } from "../support/until.ts";
import { MOSQUITTO, mosquitto, relay, serve, sessionsOf, shows } from "./broker.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const OPENSSL = Bun.which("openssl");
const tested = test.skipIf(MOSQUITTO === null || OPENSSL === null);
/** Built from the Go module github.com/nats-io/nats-server/v2; no package of Debian's has it. */
const NATS = Bun.which("nats-server", { PATH: `${process.env.PATH}:${process.env.HOME}/go/bin` });
if (NATS === null)
  console.error("NOT TESTED: no nats-server is on PATH, so no second broker was run");

/** An authority, and what it has signed: `<name>.crt` and `<name>.key`. */
async function certificates(box: Sandbox, authority: string, names: readonly string[]) {
  const path = (file: string) => `${box.folder}/${file}`;
  const openssl = async (...args: string[]) => {
    const { exitCode, stderr } = await box.exec(["openssl", ...args]);
    if (exitCode !== 0) throw new Error(stderr);
  };
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const ca = [path(`${authority}.crt`), path(`${authority}.key`)] as const;
  const out = (name: string) => ["-keyout", path(`${name}.key`), "-subj", `/CN=${name}`];
  await openssl("req", "-x509", ...key, ...out(authority), "-out", ca[0], "-days", "2");
  for (const name of names) {
    const names = `subjectAltName=DNS:${name},IP:127.0.0.1`;
    const signed = ["-CA", ca[0], "-CAkey", ca[1], "-addext", names, "-days", "2"];
    await openssl("req", "-x509", ...key, ...out(name), ...signed, "-out", path(`${name}.crt`));
  }
  return path;
}

tested(
  "a broker is believed only with a certificate that is trusted, and shows its own likewise",
  async () => {
    using box = sandbox();
    const path = await certificates(box, "ca", ["localhost", "elsewhere", "client"]);
    await certificates(box, "other", []);
    const secured = (name: string) => [
      ...[`certfile ${path(`${name}.crt`)}`, `keyfile ${path(`${name}.key`)}`],
      ...[`cafile ${path("ca.crt")}`, "require_certificate true"],
    ];
    const { port, kill } = await mosquitto(box, secured("localhost"));
    const url = `mqtts://localhost:${port}`;
    const own = ["--cert", path("client.crt"), "--key", path("client.key")];
    const attempt = async (flags: string[], why: RegExp) => {
      const running = box.start(["relay", url, "--user", "anna", "--host", "x", ...flags]);
      await running.prints(why);
      running.signal("SIGTERM");
      expect((await running.exited()).exitCode).toBe(0);
    };
    await attempt(own, /away: .*(certificate|issuer|self.signed|verify)/i); // the system's roots
    await attempt(["--ca", path("other.crt"), ...own], /away: .*(certificate|issuer|verify)/i);
    await attempt(["--ca", path("ca.crt")], /away: /); // no certificate of its own
    const running = await relay(box, url, "x", ["--ca", path("ca.crt"), ...own]);
    await kill();
    running.signal("SIGTERM");
    await running.exited();

    const { port: wrong } = await mosquitto(box, secured("elsewhere"));
    const named = ["relay", `mqtts://localhost:${wrong}`, "--user", "anna", "--ca", path("ca.crt")];
    const mistaken = box.start([...named, ...own]);
    await mistaken.prints(/away: .*(altnames|Hostname|name)/i);
  },
);

tested(
  "user and password come from a private file or the environment, and are never shown",
  async () => {
    using box = sandbox();
    const passwords = `${box.folder}/passwords`;
    await box.exec(["mosquitto_passwd", "-b", "-c", passwords, "anna", "hush-hush"]);
    const { url } = await mosquitto(box, ["allow_anonymous false", `password_file ${passwords}`]);
    const refused = box.start(["relay", url, "--user", "anna"]);
    await refused.prints(/away: .*(authori|identifier|refused)/i);
    refused.signal("SIGTERM");
    await refused.exited();

    const file = `${box.folder}/credentials`;
    fs.writeFileSync(file, "anna\nhush-hush\n", { mode: 0o644 });
    const open = await box.run(["relay", url, "--credentials", file]);
    expect(open).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("chmod 600") });
    fs.chmodSync(file, 0o600);
    const running = await relay(box, url, "x", ["--credentials", file]);
    const line = fs.readFileSync(`/proc/${running.pid}/cmdline`, "latin1");
    expect(line + running.stdout + running.stderr).not.toContain("hush");
    running.signal("SIGTERM");
    await running.exited();

    const env = { AGENT_CONSOLE_BROKER_USER: "anna", AGENT_CONSOLE_BROKER_PASSWORD: "hush-hush" };
    const shell = 'ulimit -c unlimited; exec "$0" "$@"';
    const command = ["sh", "-c", shell, PROGRAM, "relay", url, "--user", "anna"];
    const last = box.spawn(command, { env });
    await last.prints(/^connected to /m);
    await box.run(["stop", "--force"]);
    await box.run(["set", "a", "working"], { env }); // it starts a hub, or the relay has
    const hubs = box.daemons().map((pid) => fs.readFileSync(`/proc/${pid}/environ`, "latin1"));
    expect(hubs).toHaveLength(1);
    expect(hubs[0]).not.toContain("hush");
    // What ends it by a signal leaves no core, which would hold all of that.
    last.signal("SIGABRT");
    await last.exited();
    expect(fs.readdirSync(box.folder).filter((name) => /core/.test(name))).toEqual([]);
  },
);

test.skipIf(NATS === null)("NATS, which speaks MQTT 3.1.1 only, serves as well", async () => {
  using a = sandbox();
  using b = sandbox();
  const [port, client] = [freePort(), freePort()];
  const config = `${a.folder}/nats.conf`;
  const store = `jetstream { store_dir: "${a.folder}/js" }`;
  const mqtt = `mqtt { host: 127.0.0.1, port: ${port} }`;
  fs.writeFileSync(config, `server_name: one\nlisten: 127.0.0.1:${client}\n${store}\n${mqtt}\n`);
  const command = [NATS ?? "", "-c", config];
  const broker = await serve(a, command, port, `mqtt://127.0.0.1:${port}`, /Server is ready/);
  const published = await relay(a, broker.url, "a");
  await a.run(["set", "before", "working"]);
  await relay(b, broker.url, "b");
  await shows(b, "a/before", { status: "working", stale: false });
  await a.run(["set", "s1", "question", "--reason", "permission"]);
  await shows(b, "a/s1", { status: "question", stale: false });
  await b.run(["ack", "a/s1"]);
  await shows(a, "s1", { status: "question" });
  published.signal("SIGKILL");
  await shows(b, "a/s1", { stale: true });
  await a.run(["delete", "before"]);
  await relay(a, broker.url, "a");
  await shows(b, "a/s1", { stale: false });
  await shows(b, "a/before", null);
  await broker.kill();
  await shows(b, "a/s1", { stale: true });
  await a.run(["set", "s1", "working"]);
  await broker.start(); // it has kept what it had
  await shows(b, "a/s1", { status: "working", stale: false });
  expect([...(await sessionsOf(b)).keys()]).toEqual(["a/s1"]);
});
