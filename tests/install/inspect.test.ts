import { expect, test } from "bun:test";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { inspectAgents } from "../../src/install/inspect.ts";
import { createHome, type Home } from "./home.ts";
import { TARGETS } from "./targets.ts";

async function inspect(home: Home, name: string) {
  const [state] = await inspectAgents(home.options([name]));
  if (state === undefined) throw new Error(`no state of ${name}`);
  return state;
}

test.each(TARGETS.map((target) => target.name))(
  "%s: not there, found, installed, uninstalled",
  async (name) => {
    using home = createHome();
    const absent = await inspect(home, name);
    expect(absent).toMatchObject({ found: false, installed: "no", problems: [], version: null });

    const target = TARGETS.find((one) => one.name === name);
    home.addProgram(target?.programs[0] ?? "", "9.8.7");
    const found = await inspect(home, name);
    expect(found).toMatchObject({ found: true, version: "9.8.7", installed: "no" });
    expect(found.problems).toEqual([
      { what: "hooks are not installed", cure: `agent-console install ${name}` },
    ]);

    await home.install([name]);
    const installed = await inspect(home, name);
    expect(installed.installed).toBe("yes");
    if (name !== "codex") expect(installed.problems).toEqual([]);

    await home.uninstall([name]);
    expect((await inspect(home, name)).installed).toBe("no");
  },
);

test.each(TARGETS.map((target) => target.name))(
  "%s: a moved program is out of date",
  async (name) => {
    using home = createHome();
    await home.install([name]);
    const options = { ...home.options([name]), program: "/elsewhere/agent-console" };
    const [state] = await inspectAgents(options);
    expect(state?.installed).toBe("outdated");
    expect(state?.problems).toContainEqual({
      what: "hooks are out of date",
      cure: `agent-console install ${name}`,
    });
  },
);

test("some events missing is partly, and install mends it", async () => {
  using home = createHome();
  await home.install(["qwen"]);
  const settings = JSON.parse(home.read(".qwen/settings.json") ?? "");
  delete settings.hooks.Stop;
  home.write(".qwen/settings.json", JSON.stringify(settings));
  expect((await inspect(home, "qwen")).installed).toBe("partly");
  await home.install(["qwen"]);
  expect((await inspect(home, "qwen")).installed).toBe("yes");
});

test("an event too many is out of date, and install takes it out", async () => {
  using home = createHome();
  await home.install(["qwen"]);
  const settings = JSON.parse(home.read(".qwen/settings.json") ?? "");
  settings.hooks.MessageDisplay = settings.hooks.Stop;
  home.write(".qwen/settings.json", JSON.stringify(settings));
  expect((await inspect(home, "qwen")).installed).toBe("outdated");
  await home.install(["qwen"]);
  expect(home.read(".qwen/settings.json")).not.toContain("MessageDisplay");
});

test("a handler of ours among the user's own in one group is mended and taken out alone", async () => {
  using home = createHome();
  const mine = { type: "command", command: "mine" };
  const old = { type: "command", command: "agent-console hook claude" };
  home.write(
    ".claude/settings.json",
    JSON.stringify({ hooks: { Stop: [{ matcher: "", hooks: [mine, old] }] } }),
  );
  await home.install(["claude"]);
  expect((await inspect(home, "claude")).installed).toBe("yes");
  expect(JSON.parse(home.read(".claude/settings.json") ?? "").hooks.Stop).toHaveLength(1);
  await home.uninstall();
  expect(JSON.parse(home.read(".claude/settings.json") ?? "")).toEqual({
    hooks: { Stop: [{ matcher: "", hooks: [mine] }] },
  });
});

test("two handlers of ours for one event become one", async () => {
  using home = createHome();
  await home.install(["claude"]);
  const settings = JSON.parse(home.read(".claude/settings.json") ?? "");
  settings.hooks.Stop.push(settings.hooks.Stop[0]);
  home.write(".claude/settings.json", JSON.stringify(settings));
  expect((await inspect(home, "claude")).installed).toBe("outdated");
  await home.install(["claude"]);
  expect(JSON.parse(home.read(".claude/settings.json") ?? "").hooks.Stop).toHaveLength(1);
});

test("hooks that run a program which is gone are a problem", async () => {
  using home = createHome();
  await home.install(["claude", "opencode"]);
  chmodSync(home.program, 0o644);
  for (const name of ["claude", "opencode"]) {
    expect((await inspect(home, name)).problems).toEqual([
      {
        what: `hooks run ${home.program}, which is not there`,
        cure: `agent-console install ${name}`,
      },
    ]);
  }
});

test("a file that can't be read is the problem, with its line", async () => {
  using home = createHome();
  home.write(".claude/settings.json", '{\n  "a": \n}');
  const state = await inspect(home, "claude");
  expect(state.problems).toEqual([
    {
      what: `can't read ${join(home.path, ".claude/settings.json")}, line 3: expected a value`,
      cure: "mend the file, then agent-console install claude",
    },
  ]);
});

test.each([
  ["claude", ".claude/settings.json", { disableAllHooks: true }],
  ["qwen", ".qwen/settings.json", { disableAllHooks: true }],
  ["gemini", ".gemini/settings.json", { hooksConfig: { enabled: false } }],
  ["gemini", ".gemini/settings.json", { hooksConfig: { disabled: ["x", "agent-console"] } }],
  ["droid", ".factory/settings.json", { hooksDisabled: true }],
])("%s: a switch that silences hooks is a problem", async (name, file, settings) => {
  using home = createHome();
  home.write(file, JSON.stringify(settings));
  await home.install([name]);
  const [problem] = (await inspect(home, name)).problems;
  expect(problem?.what).toBe(`hooks are switched off in ${join(home.path, file)}`);
});
