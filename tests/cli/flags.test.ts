import { expect, setDefaultTimeout, test } from "bun:test";
import * as fs from "node:fs";
import { sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS, until } from "../support/until.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const idsOf = (stdout: string) =>
  (JSON.parse(stdout) as { session_id: string }[]).map(({ session_id }) => session_id).sort();

test("a list that is given in two flags means both", async () => {
  using box = sandbox();
  await box.daemon();
  const wire = await box.connect();
  for (const status of ["working", "question", "attention"]) await wire.set(status, status);
  const lines = [
    ["list", "--status", "working", "--status", "question", "--json"],
    ["list", "--status=working,question", "--json"],
  ];
  for (const line of lines) {
    const { stdout } = await box.run(line);
    expect(idsOf(stdout)).toEqual(["question", "working"]);
  }
});

test("an empty list is refused, not taken for everything", async () => {
  using box = sandbox();
  await box.daemon();
  for (const command of ["list", "wait", "notify"]) {
    const { stderr, exitCode } = await box.run([command, "--status="]);
    expect([exitCode, stderr]).toEqual([2, "agent-console: --status: expected a value\n"]);
  }
});

test("a mistyped status is answered with the one that was meant", async () => {
  using box = sandbox();
  const { stderr, exitCode } = await box.run(["list", "--status", "workin"]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("did you mean working?");
});

test("global flags may stand before the command", async () => {
  using box = sandbox();
  await box.daemon();
  const wire = await box.connect();
  await wire.set("a", "working");
  const env = { AGENT_CONSOLE_SOCKET: `${box.folder}/elsewhere.sock` };
  for (const socket of [["--socket", box.socket], [`--socket=${box.socket}`]]) {
    const { stdout } = await box.run([...socket, "--json", "list"], { env });
    expect(idsOf(stdout)).toEqual(["a"]);
  }
  const refused = await box.run(["--json", "stop"]);
  expect([refused.exitCode, refused.stderr]).toEqual([2, "agent-console: stop takes no --json\n"]);
});

test("help and the version are told beside global flags, on either side of them", async () => {
  using box = sandbox();
  const told = async (...args: string[]) => (await box.run(args)).stdout;
  const help = await told("--help");
  for (const flags of [["--json"], ["--socket", "x"], ["--socket=x", "--json"]]) {
    expect(await told(...flags, "--help")).toBe(help);
    expect(await told("--help", ...flags)).toBe(help);
    expect(await told(...flags, "help", "list")).toBe(await told("help", "list"));
    expect(await told(...flags, "--version")).toBe(await told("--version"));
  }
});

test("a flag that cannot stand alone or before a command is refused, with what was meant", async () => {
  using box = sandbox();
  for (const [args, says] of [
    [["--socket"], "--socket: expected a value"],
    [["--json", "--socket"], "--socket: expected a value"],
    [["--jsn", "list"], "unknown flag --jsn - did you mean --json?"],
    [
      ["--format", "{id}", "list"],
      "unknown flag --format - before the command stand only --socket and --json",
    ],
  ] as const) {
    const { stderr, exitCode } = await box.run([...args]);
    expect([exitCode, stderr]).toEqual([2, `agent-console: ${says}\n`]);
  }
});

test("doctor says that a hub could not start for what its environment says", async () => {
  using box = sandbox();
  const env = { AGENT_CONSOLE_IDLE_TIMEOUT: "10" };
  const { stdout, exitCode } = await box.run(["doctor"], { env });
  expect(exitCode).toBe(1);
  expect(stdout).toContain("AGENT_CONSOLE_IDLE_TIMEOUT: 10 needs a unit");
  expect(stdout).not.toContain("daemon --daemonize"); // it would fail too
});

test("a hub that starts by itself is told by the environment how long to stay and what to log", async () => {
  using box = sandbox();
  const log = `${box.folder}/state/agent-console/daemon.log`;
  const logged = () => (fs.existsSync(log) ? fs.readFileSync(log, "utf8") : "");
  for (const [level, says] of [
    ["error", /^$/],
    ["info", /listening at [\s\S]*: idle/],
  ] as const) {
    const env = { AGENT_CONSOLE_IDLE_TIMEOUT: "1s", AGENT_CONSOLE_LOG_LEVEL: level };
    expect((await box.run(["list"], { env })).exitCode).toBe(0);
    await until(() => box.daemons().length === 0, "the hub to leave");
    expect(logged()).toMatch(says);
  }
});

test("a flag goes before the environment", async () => {
  using box = sandbox();
  const env = { AGENT_CONSOLE_IDLE_TIMEOUT: "soon", AGENT_CONSOLE_LOG_LEVEL: "loud" };
  await box.daemon(["--idle-timeout", "0", "--log-level", "info"], { env });
  expect((await box.run(["status"])).exitCode).toBe(0);
});

test("an environment that makes no sense is named to whoever started the hub", async () => {
  using box = sandbox();
  const idle = await box.run(["list"], { env: { AGENT_CONSOLE_IDLE_TIMEOUT: "10" } });
  expect(idle.exitCode).not.toBe(0);
  expect(idle.stderr).toContain("AGENT_CONSOLE_IDLE_TIMEOUT: 10 needs a unit");
  const level = await box.run(["list"], { env: { AGENT_CONSOLE_LOG_LEVEL: "loud" } });
  expect(level.stderr).toContain("AGENT_CONSOLE_LOG_LEVEL: expected error, warn, info, debug");
});

test("a duration without a unit is asked for one, wherever one is given", async () => {
  using box = sandbox();
  await box.daemon();
  const wire = await box.connect();
  await wire.set("a", "attention");
  const lines = [
    [["snooze", "a", "10"], "duration: 10 needs a unit - 10s, 10m or 10h?"],
    [["wait", "a", "--timeout", "5"], "--timeout: 5 needs a unit - 5s, 5m or 5h?"],
    [["notify", "--delay", "3"], "--delay: 3 needs a unit - 3s, 3m or 3h?"],
    [["daemon", "--idle-timeout", "60"], "--idle-timeout: 60 needs a unit - 60s, 60m or 60h?"],
  ] as const;
  for (const [line, said] of lines) {
    const { stderr, exitCode } = await box.run(line);
    expect([exitCode, stderr]).toEqual([2, `agent-console: ${said}\n`]);
  }
});
