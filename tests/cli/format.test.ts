import { expect, setDefaultTimeout, test } from "bun:test";
import { OUTPUTS } from "../../src/cli/schema/outputs.ts";
import { fillSession } from "../../src/cli/session-output.ts";
import { describeCommands } from "../../src/cli/shell/spec.ts";
import { COMMAND_TREE } from "../../src/cli/tree.ts";
import { sample } from "../attention/sample.ts";
import { type Sandbox, sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS } from "../support/until.ts";
import type { WireClient } from "../support/wire.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const TEMPLATE = "{project}|{reason}|{session_id}";

async function filled(box: Sandbox): Promise<WireClient> {
  await box.daemon();
  const wire = await box.connect();
  await wire.set("3c9e", "question", { working_dir: "/src/shop", reason: "permission" });
  await wire.set("77aa", "working", { working_dir: "/src/blog" });
  return wire;
}

test("a template has every field by its name, and leaves out a part that is empty", () => {
  const session = sample({ message: "may\u001b[31m I?", priority: 0, pid: 12 });
  const fill = (template: string) => fillSession(template, session);
  expect(fill("{project} {for} {pid}")).toBe("shop 1m 12");
  expect(fill("{status}|{reason}|{priority} high|{message}")).toBe("working  may [31m I?");
  expect(fill("{nothing} {constructor}")).toBe("{nothing} {constructor}");
});

test("what is said of a session besides has a name in the template too, before the session's own", () => {
  const session = sample({ message: "npm test", reason: "permission" });
  const said = { settled_by: "hook", why: null, questions: [{ held: false }] };
  const line = fillSession("{settled_by} {project}|{why}|{questions}", session, said);
  expect(line).toBe('hook shop  [{"held":false}]');
});

test("every command that answers with sessions takes the same template", async () => {
  using box = sandbox();
  const wire = await filled(box);
  const lines: [string[], string][] = [
    [["list"], "shop  permission  3c9e\nblog  77aa\n"],
    [["get", "blog"], "blog  77aa\n"],
    [["next"], "shop  permission  3c9e\n"],
    [["explain", "shop"], "shop  permission  3c9e\n"],
    [["wait", "shop", "--needs-me"], "shop  permission  3c9e\n"],
    [["ack", "3c9e"], "shop  permission  3c9e\n"],
    [["unack", "3c9e"], "shop  permission  3c9e\n"],
    [["snooze", "3c9e", "10m"], "shop  permission  3c9e\n"],
    [["set", "77aa", "working"], "blog  77aa\n"],
    [["rm", "blog"], "blog  closed  77aa\n"],
    [["delete", "77aa"], "blog  closed  77aa\n"],
  ];
  for (const [line, printed] of lines) {
    const { stdout, stderr } = await box.run([...line, "--format", TEMPLATE]);
    expect([line, stdout, stderr]).toEqual([line, printed, ""]);
  }
  const watch = box.start(["watch", "--format", TEMPLATE]);
  await watch.prints(/^shop {2}permission {2}3c9e\n/);
  await wire.set("3c9e", "attention", { reason: "turn_done" });
  await watch.prints(/\nshop {2}turn_done {2}3c9e\n$/);
  const bar = await box.run(["statusline", "--format", "{waiting} waiting|{next}"]);
  expect(bar.stdout).toBe("1 waiting  shop\n");
});

test("what is no session takes a template as well: a list a line for each, an object once", async () => {
  using box = sandbox();
  await filled(box);
  const told = async (...line: string[]) => {
    const { stdout, stderr } = await box.run(line);
    return stdout + stderr;
  };
  const { version } = JSON.parse(await told("version", "--json")) as { version: string };
  expect(await told("version", "--format", "v{version}")).toBe(`v${version}\n`);
  expect(await told("status", "--format", "{sessions.active} at {socket_path}|{relays}")).toBe(
    `2 at ${box.socket}\n`,
  );
  expect(await told("dump", "--format", "{session_counts.closed} {sessions.1.status}")).toBe(
    "0 working\n",
  );
  const agents = JSON.parse(await told("agents", "--json")) as {
    name: string;
    capabilities: { question: string };
  }[];
  expect(await told("agents", "--format", "{name}: {capabilities.question}")).toBe(
    agents.map(({ name, capabilities }) => `${name}: ${capabilities.question}\n`).join(""),
  );
  const doctor = await box.run(["doctor", "--format", "{subject} {is_well}"]);
  expect(doctor.stdout).toMatch(/^hub true\nspool true\n/);
});

test("a template reaches into a session: a question, a variable of its pane", () => {
  const session = sample({ terminal: { tmux_pane: "%3" } });
  const fill = (template: string) => fillSession(template, session);
  expect(fill("{terminal.tmux_pane}|{terminal.kitty}|{questions.0.id}")).toBe("%3");
  expect(fill("{history.0.status}|{questions}|{message.length}")).toBe("working");
});

test("a template's empty column stays a column", () => {
  const session = sample({ reason: null, message: null });
  expect(fillSession("{reason}\t{status}\t{message}", session)).toBe("\tworking\t");
});

test("a tab may be written as \\t, which nothing of the session is read as", () => {
  const session = sample({ message: "a\\tb" });
  expect(fillSession("{status}\\t{message}", session)).toBe("working\ta\\tb");
});

test("a template that asks for what is not there is refused before anything is done", async () => {
  using box = sandbox();
  const wire = await filled(box);
  const lines: [string[], string][] = [
    [["rm", "shop", "--format", "{projekt}"], "no field {projekt} - did you mean {project}?"],
    [["list", "--format", "{{.Status}}"], "no field {.Status} - did you mean {status}?"],
    [["watch", "--format", "{type}"], "no field {type} - there are project, for, why, session_id"],
    [["status", "--format", "{sessions.open}"], "no field {sessions.open} - there are uptime_sec"],
    [["version", "--format", "{Version}"], "no field {Version} - did you mean {version}?"],
    [["agents", "--format", "{project}"], "no field {project} - there are name, agent_type,"],
    [["answer", "shop", "allow", "--format", "{answer}"], "no field {answer} - did you mean"],
    [["list", "--format", "{ status }"], "no field { status } - did you mean {status}?"],
    [["list", "--format", "{project}|{status"], "{status has no end - write {status}"],
    [["doctor", "--format="], "expected a value"],
  ];
  for (const [line, says] of lines) {
    const { stdout, stderr, exitCode } = await box.run(line);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toStartWith(`agent-console: --format: ${says}`);
  }
  expect((await wire.status()).sessions).toEqual({ active: 2, closed: 0 });
});

test("braces that name nothing stand for themselves: JSON by a template", async () => {
  using box = sandbox();
  await filled(box);
  const template = '{"id":"{session_id}","none":{}}';
  const { stdout } = await box.run(["get", "blog", "--format", template]);
  expect(JSON.parse(stdout)).toEqual({ id: "77aa", none: {} });
});

test("every command that prints JSON takes a template", async () => {
  const all = await describeCommands(COMMAND_TREE);
  const takes = (flag: string) =>
    all.filter(({ flags }) => flags.some(({ name }) => name === flag)).map(({ name }) => name);
  expect(takes("--format")).toEqual(takes("--json"));
  expect(takes("--json").toSorted()).toEqual(Object.keys(OUTPUTS).toSorted());
});

test("a template of an empty list prints nothing", async () => {
  using box = sandbox();
  await box.daemon();
  expect((await box.run(["list", "--format", TEMPLATE])).stdout).toBe("");
});

test("a template and JSON exclude each other, before anything is changed", async () => {
  using box = sandbox();
  const wire = await filled(box);
  for (const line of [
    ["list"],
    ["rm", "shop"],
    ["snooze", "shop", "1h"],
    ["wait", "blog"],
    ["watch"],
    ["status"],
    ["version"],
  ]) {
    const { stderr, exitCode } = await box.run([...line, "--json", "--format", "x"]);
    expect(stderr).toBe("agent-console: --json and --format exclude each other\n");
    expect(exitCode).toBe(2);
  }
  expect((await wire.status()).sessions).toEqual({ active: 2, closed: 0 });
});

test("an unknown agent is answered with the one that was meant", async () => {
  using box = sandbox();
  await box.daemon();
  const install = await box.run(["install", "claud", "--dry-run"]);
  expect([install.exitCode, install.stderr]).toEqual([
    2,
    "agent-console: unknown agent claud - did you mean claude?\n",
  ]);
  const none = await box.run(["uninstall", "frobnicate", "--dry-run"]);
  expect(none.stderr).toEndWith("unknown agent frobnicate - see agent-console agents\n");
  const notify = box.start(["notify", "--agent", "cluade", "--bell"]);
  await notify.prints(/unknown agent cluade - did you mean claude\?/);
});
