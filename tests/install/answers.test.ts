import { expect, test } from "bun:test";
import { applyChange } from "../../src/install/change.ts";
import { inspectAgents } from "../../src/install/inspect.ts";
import { planInstall } from "../../src/install/plan.ts";
import { createHome, type Home } from "./home.ts";

const FILE = ".claude/settings.json";

/** Installs as `install claude` with that flag does. @returns what stood in its way. */
async function install(home: Home, answers?: boolean): Promise<(string | undefined)[]> {
  const changes = await planInstall({ ...home.options(["claude"]), answers });
  for (const change of changes) if (change.problem === undefined) applyChange(change);
  return changes.map(({ problem }) => problem);
}

function asking(home: Home) {
  return JSON.parse(home.read(FILE) ?? "{}").hooks.PermissionRequest[0].hooks[0];
}

async function state(home: Home) {
  const [state] = await inspectAgents(home.options(["claude"]));
  return { installed: state?.installed, answers: state?.answers };
}

function opened(version = "2.1.332"): Home {
  const home = createHome();
  home.addProgram("claude", version);
  return home;
}

test("no hook stays until that is asked for, and only the one that asks does then", async () => {
  using home = opened();
  await install(home);
  const before = home.read(FILE) ?? "";
  expect(before).not.toContain("--answers");
  expect(await state(home)).toEqual({ installed: "yes", answers: false });
  await install(home, true);
  const args = ["hook", "claude", "--answers"];
  expect(asking(home)).toMatchObject({ command: home.program, args, timeout: 1860 });
  expect(home.read(FILE)?.match(/--answers/g)).toHaveLength(1);
  expect(await state(home)).toEqual({ installed: "yes", answers: true });
  await install(home, false);
  expect(home.read(FILE)).toBe(before);
});

test("a later install keeps what was asked for, and uninstall takes it out again", async () => {
  using home = opened();
  home.write(FILE, '{ "model": "opus" }\n');
  await install(home, true);
  const asked = home.read(FILE);
  await install(home);
  expect(home.read(FILE)).toBe(asked);
  await home.uninstall(["claude"]);
  expect(home.read(FILE)).toBe('{ "model": "opus" }\n');
});

test("a version that was not seen to show its dialog all the while gets no such hook", async () => {
  using home = opened("2.1.300");
  const [problem] = await install(home, true);
  expect(problem).toContain("Claude Code 2.1.300 was not seen to");
  expect(home.read(FILE)).toBeNull();
});

test("where the agent was put back to an older version, the hook that stays is out of date", async () => {
  using home = opened();
  await install(home, true);
  home.addProgram("claude", "2.1.300");
  expect(await state(home)).toEqual({ installed: "outdated", answers: true });
  await install(home);
  expect(home.read(FILE)).not.toContain("--answers");
});

test("a plugin holds questions up once that is asked for, and until it is taken back", async () => {
  using home = createHome();
  home.addProgram("opencode", "1.18.33");
  const file = ".config/opencode/plugins/agent-console.js";
  const run = async (answers?: boolean) => {
    const changes = await planInstall({ ...home.options(["opencode"]), answers });
    for (const change of changes) if (change.problem === undefined) applyChange(change);
    const [state] = await inspectAgents(home.options(["opencode"]));
    return { problem: changes[0]?.problem, installed: state?.installed, answers: state?.answers };
  };
  expect(await run()).toMatchObject({ installed: "yes", answers: false });
  const before = home.read(file);
  expect(await run(true)).toMatchObject({ installed: "yes", answers: true });
  expect(await run()).toMatchObject({ installed: "yes", answers: true });
  expect(await run(false)).toMatchObject({ installed: "yes", answers: false });
  expect(home.read(file)).toBe(before);
  await run(true);
  home.addProgram("opencode", "1.17.0");
  const [state] = await inspectAgents(home.options(["opencode"]));
  expect(state).toMatchObject({ installed: "outdated", answers: true });
  expect(await run()).toMatchObject({ installed: "yes", answers: false });
  expect(home.read(file)).toBe(before);
  expect((await run(true)).problem).toContain("OpenCode 1.17.0 was not seen to");
});

test("a hook behind a shell gets the flag inside of it, and gives it back", async () => {
  using home = createHome();
  home.addProgram("codex", "0.169.0");
  const file = ".codex/hooks.json";
  const run = async (answers?: boolean) => {
    const changes = await planInstall({ ...home.options(["codex"]), answers });
    for (const change of changes) if (change.problem === undefined) applyChange(change);
    const [state] = await inspectAgents(home.options(["codex"]));
    return { installed: state?.installed, answers: state?.answers };
  };
  await run();
  const before = home.read(file) ?? "";
  expect(await run(true)).toEqual({ installed: "yes", answers: true });
  const asked = JSON.parse(home.read(file) ?? "").hooks.PermissionRequest[0].hooks[0];
  expect(asked.command).toContain('"$0" hook codex --answers ||');
  expect(home.read(file)?.match(/--answers/g)).toHaveLength(1);
  expect(await run()).toEqual({ installed: "yes", answers: true });
  expect(await run(false)).toEqual({ installed: "yes", answers: false });
  expect(home.read(file)).toBe(before);
  await run(true);
  await home.uninstall(["codex"]);
  expect(home.read(file)).toBeNull();
});
