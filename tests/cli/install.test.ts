import { expect, test } from "bun:test";
import * as fs from "node:fs";
import { programOf, unheard } from "../../src/install/running.ts";
import { PROGRAM } from "../support/paths.ts";
import { openPty } from "../support/pty.ts";
import { type Sandbox, sandbox } from "../support/sandbox.ts";

const FOREIGN = `{
\t// mine
\t"hooks": { "Stop": [ { "hooks": [ { "type": "command", "command": "say done" } ] } ] },
\t"model": "opus",
}
`;

function claudeHome(box: Sandbox, settings: string | null): string {
  const folder = `${box.env.HOME}/.claude`;
  fs.mkdirSync(folder, { recursive: true });
  if (settings !== null) fs.writeFileSync(`${folder}/settings.json`, settings);
  return `${folder}/settings.json`;
}

/** The command that the installed hooks of an event run. */
function installedCommand(file: string, event: string): string {
  const settings = JSON.parse(fs.readFileSync(file, "utf8"));
  return settings.hooks[event].at(-1).hooks[0].command;
}

test("install writes hooks that report, and uninstall leaves no file that was not there", async () => {
  using box = sandbox();
  const file = claudeHome(box, null);
  const installed = await box.run(["install", "claude"]);
  expect(installed).toMatchObject({ exitCode: 0, stderr: "" });
  expect(installed.stdout).toContain(file);

  const command = installedCommand(file, "UserPromptSubmit");
  const payload = { session_id: "s1", cwd: "/home/u/shop", hook_event_name: "UserPromptSubmit" };
  const hook = await box.exec(["sh", "-c", command], { stdin: JSON.stringify(payload) });
  expect(hook).toEqual({ stdout: "", stderr: "", exitCode: 0 });
  const shown = JSON.parse((await box.run(["get", "s1", "--json"])).stdout);
  expect(shown).toMatchObject({ status: "working", display_name: "shop" });

  expect((await box.run(["uninstall"])).exitCode).toBe(0);
  expect(fs.existsSync(file)).toBe(false);
});

test("a settings file of the user's own is byte for byte the same after install and uninstall", async () => {
  using box = sandbox();
  const file = claudeHome(box, FOREIGN);
  expect((await box.run(["install", "claude"])).exitCode).toBe(0);
  const between = fs.readFileSync(file, "utf8");
  expect(between).toContain("say done");
  expect(between).toContain("// mine");
  const again = await box.run(["install", "claude"]);
  expect(again.stdout).toContain("nothing to do");
  expect(fs.readFileSync(file, "utf8")).toBe(between);
  expect((await box.run(["uninstall", "claude"])).exitCode).toBe(0);
  expect(fs.readFileSync(file, "utf8")).toBe(FOREIGN);
});

test("--dry-run shows the lines and writes nothing", async () => {
  using box = sandbox();
  const file = claudeHome(box, FOREIGN);
  const { stdout, exitCode } = await box.run(["install", "--dry-run"]);
  expect(exitCode).toBe(0);
  expect(stdout).toContain(`+++ ${file}`);
  expect(stdout).toContain(`${PROGRAM} hook claude`);
  expect(fs.readFileSync(file, "utf8")).toBe(FOREIGN);
});

test("a settings file that can't be read is named with its line and left alone", async () => {
  using box = sandbox();
  const broken = '{\n  "hooks": {\n  "Stop" [\n}\n';
  const file = claudeHome(box, broken);
  const { stderr, exitCode } = await box.run(["install", "claude"]);
  expect(exitCode).toBe(1);
  expect(stderr).toContain(`${file}`);
  expect(stderr).toContain("line 3");
  expect(fs.readFileSync(file, "utf8")).toBe(broken);
});

test("an agent nobody knows is refused by its name", async () => {
  using box = sandbox();
  const { stderr, exitCode } = await box.run(["install", "claud"]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("unknown agent claud");
});

test("install without an agent on the machine says so and fails", async () => {
  using box = sandbox();
  const { stderr, exitCode } = await box.run(["install"], { env: { PATH: "/nonexistent" } });
  expect(exitCode).toBe(1);
  expect(stderr).toContain("no agents found");
});

test("uninstall where nothing of ours is says so", async () => {
  using box = sandbox();
  claudeHome(box, null);
  expect(await box.run(["uninstall"])).toEqual({
    exitCode: 0,
    stdout: "no hooks of ours are in the agents' settings\n",
    stderr: "",
  });
});

test("doctor fails until the hub runs and the hooks are in, and then tells who was heard", async () => {
  using box = sandbox();
  claudeHome(box, null);
  const env = { PATH: "/nonexistent" };
  const before = await box.run(["doctor"], { env });
  expect(before.exitCode).toBe(1);
  expect(before.stdout).toContain("no daemon at");
  expect(before.stdout).toContain("mend it: agent-console install claude");

  await box.run(["install", "claude"], { env });
  const payload = { session_id: "s1", cwd: "/work", hook_event_name: "UserPromptSubmit" };
  await box.run(["hook", "claude"], { stdin: JSON.stringify(payload) });
  const after = await box.run(["doctor"], { env });
  expect(after.stdout).toContain(
    "ok    Claude Code: found, hooks installed, last hook UserPromptSubmit",
  );
  expect(after).toMatchObject({ exitCode: 0, stderr: "" });
  const findings = JSON.parse((await box.run(["doctor", "--json"], { env })).stdout);
  expect(findings.map((one: { is_well: boolean }) => one.is_well)).toEqual([true, true, true]);
});

test("doctor names Codex hooks that nobody has trusted", async () => {
  using box = sandbox();
  fs.mkdirSync(`${box.env.HOME}/.codex`);
  const env = { PATH: "/nonexistent" };
  await box.run(["install", "codex"], { env });
  await box.run(["set", "s1", "working"]);
  const { stdout, exitCode } = await box.run(["doctor"], { env });
  expect(exitCode).toBe(1);
  expect(stdout).toContain("not trusted");
});

test("on a terminal install shows what it found and asks once, and --all asks nothing", async () => {
  using box = sandbox();
  const file = claudeHome(box, FOREIGN);
  for (const [answer, status] of [
    ["n\r", 1],
    ["\u0004", 1],
    ["\r", 0],
  ] as const) {
    using pty = openPty(box, [PROGRAM, "install"]);
    await pty.prints(/Claude Code +.*settings\.json[\s\S]*Put them in\? \[Y\/n\]/);
    expect(fs.readFileSync(file, "utf8")).toBe(FOREIGN);
    pty.write(answer);
    expect(await pty.exited()).toBe(status);
  }
  expect(fs.readFileSync(file, "utf8")).toContain("hook claude");
  using again = openPty(box, [PROGRAM, "install"]);
  expect(await again.exited()).toBe(0);
  expect(again.output).not.toContain("[Y/n]");
  await box.run(["uninstall"]);
  using all = openPty(box, [PROGRAM, "install", "--all"]);
  expect(await all.exited()).toBe(0);
  expect(all.output).not.toContain("[Y/n]");
  expect(fs.readFileSync(file, "utf8")).toContain("hook claude");
});

test.if(process.platform === "linux")(
  "install and doctor name an agent that runs since before it had our hooks, until it is heard",
  async () => {
    using box = sandbox();
    claudeHome(box, null);
    fs.mkdirSync(`${box.folder}/bin`);
    fs.copyFileSync(Bun.which("sleep") ?? "", `${box.folder}/bin/claude`);
    fs.chmodSync(`${box.folder}/bin/claude`, 0o755);
    using agent = openPty(box, [`${box.folder}/bin/claude`, "600"]);
    using elsewhere = openPty(box, [`${box.folder}/bin/claude`, "600"], { HOME: "/nowhere" });
    const { stdout } = await box.run(["install", "claude"]);
    expect(stdout).toContain(`Claude Code runs (pid ${agent.pid}) - restart it`);
    expect((await box.run(["install", "claude"])).stdout).not.toContain("restart it: hooks");
    await box.daemon();
    const says = `FAIL  Claude Code: runs without our hooks (pid ${agent.pid},`;
    const doctor = async () => (await box.run(["doctor"])).stdout;
    expect(await doctor()).toContain(says);
    expect(await doctor()).not.toContain(`pid ${elsewhere.pid}`);
    const wire = await box.connect();
    await wire.set("s", "working", { pid: agent.pid });
    expect(await doctor()).not.toContain("runs without our hooks");
  },
);

test("the program of a command line is its first word, or the script that an interpreter runs", () => {
  expect(programOf(["/usr/local/bin/claude", "--resume"])).toBe("claude");
  expect(programOf(["node", "/usr/bin/gemini"])).toBe("gemini");
  expect(programOf(["/usr/bin/python3.11", "/opt/aider.py"])).toBe("aider");
  expect(programOf(["vim", "claude"])).toBe("vim");
  expect(programOf([])).toBe("");
});

test("a launcher whose child is heard is heard", () => {
  const own = { pid: process.ppid, words: ["codex"], startedMs: 0, home: null };
  expect(unheard([own], [process.pid])).toEqual([]);
  expect(unheard([own], [])).toEqual([own]);
});

test.each([
  ["lists", (depth: number) => `{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`],
  ["objects", (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`],
])("settings of %s nested without end are named, and the others are served", async (_, nest) => {
  for (const depth of [3000, 100_000]) {
    using box = sandbox();
    const text = nest(depth);
    const file = claudeHome(box, text);
    fs.mkdirSync(`${box.env.HOME}/.gemini`);
    for (const command of ["install", "doctor"]) {
      const { exitCode, stdout, stderr } = await box.run([command]);
      expect([command, exitCode]).toEqual([command, 1]);
      expect(`${stdout}${stderr}`).toContain(`${file}, line 1: it is nested too deeply`);
      expect(`${stdout}${stderr}`).toMatch(/Gemini CLI: (hooks|found)/);
    }
    // Nothing of ours is in it.
    expect(await box.run(["uninstall"])).toMatchObject({ exitCode: 0, stderr: "" });
    expect(fs.readFileSync(file, "utf8")).toBe(text);
  }
});
