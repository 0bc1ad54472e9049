import { describe, expect, test } from "bun:test";
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { unifiedDiff } from "../../src/install/diff.ts";
import { planInstall, planUninstall } from "../../src/install/plan.ts";
import { isAtLeast, readVersion, stableProgram } from "../../src/install/versions.ts";
import { createHome, type Home, writeProgram } from "./home.ts";
import { TARGETS, targetNamed } from "./targets.ts";

function events(home: Home, file: string): string[] {
  return Object.keys(JSON.parse(home.read(file) ?? "{}").hooks ?? {});
}

const CLAUDE = ".claude/settings.json";
const OLD = targetNamed("claude").hooks.filter((hook) => hook.since === undefined);

describe("finding agents", () => {
  test("an empty machine has none", async () => {
    using home = createHome();
    expect(await home.install()).toEqual([]);
    expect(home.listing()).toEqual({});
  });

  test.each(TARGETS.map((target) => [target.name, target] as const))(
    "%s is found by its folder or by its program",
    async (name, target) => {
      using home = createHome();
      mkdirSync(join(home.path, target.folder), { recursive: true });
      expect((await planInstall(home.options())).map((change) => change.agent)).toContain(name);
      rmSync(join(home.path, target.folder), { recursive: true });
      expect(await planInstall(home.options())).toEqual([]);
      home.addProgram(target.programs[0] ?? "", "1.0.0");
      expect((await planInstall(home.options())).map((change) => change.agent)).toContain(name);
    },
  );

  test.each([
    ["claude", "CLAUDE_CONFIG_DIR", "settings.json"],
    ["codex", "CODEX_HOME", "hooks.json"],
    ["gemini", "GEMINI_CLI_HOME", ".gemini/settings.json"],
    ["opencode", "OPENCODE_CONFIG_DIR", "plugins/agent-console.js"],
    ["opencode", "XDG_CONFIG_HOME", "opencode/plugins/agent-console.js"],
    ["copilot", "COPILOT_HOME", "hooks/agent-console.json"],
    ["qwen", "QWEN_HOME", "settings.json"],
    ["droid", "FACTORY_HOME_OVERRIDE", ".factory/hooks.json"],
    ["pi", "PI_CODING_AGENT_DIR", "extensions/agent-console.ts"],
    ["amp", "XDG_CONFIG_HOME", "amp/plugins/agent-console.ts"],
  ])("%s: %s moves the folder", async (name, variable, file) => {
    using home = createHome();
    const env = { [variable]: join(home.path, "else where") };
    const before = home.listing();
    const [change] = await home.install([name], env);
    expect(change?.file).toBe(join(home.path, "else where", file));
    expect(home.read(join("else where", file))).toContain(name);
    await home.uninstall([name], env);
    expect(home.listing()).toEqual(before);
  });

  test("a relative or empty value of a variable counts for nothing", async () => {
    using home = createHome();
    for (const value of ["", "  ", "relative/path"]) {
      const [change] = await planInstall(home.options(["claude"], { CLAUDE_CONFIG_DIR: value }));
      expect(change?.file).toBe(join(home.path, CLAUDE));
    }
    const [change] = await planInstall(home.options(["claude"], { CLAUDE_CONFIG_DIR: "~/c" }));
    expect(change?.file).toBe(join(home.path, "c/settings.json"));
  });

  test("an unknown name is refused with the names there are", async () => {
    using home = createHome();
    expect(planInstall(home.options(["claud"]))).rejects.toThrow(
      "unknown agent claud - expected claude, ",
    );
    await expect(planUninstall(home.options(["x"]))).rejects.toThrow("unknown agent x");
  });

  test("a program that no hook can name installs nothing", async () => {
    using home = createHome();
    const options = { ...home.options(["claude"]), program: "/usr/bin/bun" };
    expect(planInstall(options)).rejects.toThrow("put the built agent-console on PATH");
  });

  test("asked for by name it is installed where it was not found, and that is said", async () => {
    using home = createHome();
    const [change] = await home.install(["claude"]);
    expect(change?.notes).toContain("Claude Code was not found on this machine");
  });
});

describe("events by version", () => {
  test("an unknown version gets what every version knows", async () => {
    using home = createHome();
    await home.install(["claude"]);
    expect(events(home, CLAUDE)).toEqual(OLD.map((hook) => hook.event));
  });

  test.each(
    ["1.0.50", "2.0.44", "2.1.138", "2.1.330"].map((version) => `${version} (Claude Code)`),
  )("%s gets what it knows, and what tells something new of it", async (answer) => {
    using home = createHome();
    home.addProgram("claude", answer);
    await home.install(["claude"]);
    const version = answer.split(" ")[0] ?? "";
    const known = targetNamed("claude").hooks.filter(
      ({ since, until }) =>
        (since === undefined || isAtLeast(version, since)) &&
        (until === undefined || !isAtLeast(version, until)),
    );
    expect(events(home, CLAUDE).sort()).toEqual(known.map((hook) => hook.event).sort());
  });

  test("an upgrade of the agent adds the new events, a downgrade takes them out", async () => {
    using home = createHome();
    home.addProgram("claude", "2.0.1");
    await home.install(["claude"]);
    expect(events(home, CLAUDE)).not.toContain("StopFailure");
    home.addProgram("claude", "2.1.330");
    await home.install(["claude"]);
    expect(events(home, CLAUDE)).toContain("StopFailure");
    home.addProgram("claude", "2.0.1");
    await home.install(["claude"]);
    expect(events(home, CLAUDE)).not.toContain("StopFailure");
  });

  test("an agent that this time did not tell its version loses nothing", async () => {
    using home = createHome();
    home.addProgram("claude", "2.1.330");
    await home.install(["claude"]);
    const before = home.read(CLAUDE);
    home.addProgram("claude", "error");
    await home.install(["claude"]);
    expect(home.read(CLAUDE)).toBe(before);
  });

  test("an agent that hangs when asked for its version is not waited for", async () => {
    using home = createHome();
    writeProgram(join(home.path, "bin/slow"), "sleep 60 & wait");
    const program = join(home.path, "bin/slow");
    expect(await readVersion(program, {}, 200)).toBeNull();
    expect(await readVersion(join(home.path, "none"), {}, 200)).toBeNull();
  });

  test("a program that does not say its version in time has the one of its npm package", async () => {
    using home = createHome();
    const program = join(home.path, "package/dist/main");
    writeProgram(program, "sleep 30");
    const link = join(home.path, "linked");
    symlinkSync(program, link);
    const described = { version: "2.1.0-beta", bin: { other: "dist/other" } };
    home.write("package/package.json", JSON.stringify(described));
    expect(await readVersion(link, {}, 200)).toBeNull();
    home.write("package/package.json", JSON.stringify({ ...described, bin: "./dist/main" }));
    expect(await readVersion(link, {}, 200)).toBe("2.1.0");
  });

  test("hooks newer than the agent are a problem, and go when it is downgraded", async () => {
    using home = createHome();
    const file = ".agents/plugins/agent-console/hooks/hooks.json";
    home.addProgram("goose", "goose 1.37.2");
    const [change] = await home.install(["goose"]);
    expect(change?.problem).toBe("Goose 1.37.2 knows no hooks - update it to 1.38.0 or later");
    expect(home.read(file)).toBeNull();
    home.addProgram("goose", "goose 1.38.0");
    await home.install(["goose"]);
    expect(events(home, file)).toContain("Stop");
    home.addProgram("goose", "goose 1.37.2");
    await home.install(["goose"]);
    expect(home.listing()).toEqual({});
  });

  test("versions compare by number", () => {
    expect(isAtLeast("2.1.101", "2.1.76")).toBe(true);
    expect(isAtLeast("2.1", "2.1.0")).toBe(true);
    expect(isAtLeast("2.0.99", "2.1")).toBe(false);
    expect(isAtLeast("2026.09.10", "1.0")).toBe(true);
  });
});

describe("Droid", () => {
  const foreign = { hooks: [{ type: "command", command: "mine" }] };

  test("hooks.json is a bare map of events", async () => {
    using home = createHome();
    await home.install(["droid"]);
    expect(Object.keys(JSON.parse(home.read(".factory/hooks.json") ?? ""))).toContain("Stop");
  });

  test("hooks in settings.json and no hooks.json: ours join them, or they would be replaced", async () => {
    using home = createHome();
    home.write(".factory/settings.json", JSON.stringify({ hooks: { Stop: [foreign] } }));
    const before = home.listing();
    await home.install(["droid"]);
    expect(home.read(".factory/hooks.json")).toBeNull();
    expect(JSON.parse(home.read(".factory/settings.json") ?? "").hooks.Stop).toHaveLength(2);
    await home.uninstall();
    expect(home.listing()).toEqual(before);
  });

  test("settings without hooks stay untouched", async () => {
    using home = createHome();
    home.write(".factory/settings.json", '{"model": "x"}');
    await home.install(["droid"]);
    expect(home.read(".factory/settings.json")).toBe('{"model": "x"}');
    expect(home.read(".factory/hooks.json")).toContain("hook droid");
  });

  test("an older hooks.json with the map under hooks keeps its form", async () => {
    using home = createHome();
    home.write(".factory/hooks.json", JSON.stringify({ hooks: { Stop: [foreign] } }));
    await home.install(["droid"]);
    expect(Object.keys(JSON.parse(home.read(".factory/hooks.json") ?? ""))).toEqual(["hooks"]);
  });
});

test("Gemini counts in milliseconds and gets a name", async () => {
  using home = createHome();
  await home.install(["gemini"]);
  const [handler] = JSON.parse(home.read(".gemini/settings.json") ?? "").hooks.BeforeTool[0].hooks;
  expect(handler).toMatchObject({ name: "agent-console", timeout: 5000 });
});

test("Goose gets a manifest beside the hooks; a foreign one is left alone", async () => {
  using home = createHome();
  await home.install(["goose"]);
  expect(home.read(".agents/plugins/agent-console/plugin.json")).toContain('"agent-console"');
  await home.uninstall();
  home.write(".agents/plugins/agent-console/plugin.json", '{"name": "mine"}');
  const before = home.listing();
  const changes = await home.install(["goose"]);
  expect(changes.map((change) => change.problem)).toEqual([expect.stringContaining("is not ours")]);
  expect(home.listing()).toEqual(before);
});

test("what others put into a folder that we made stays, and our mark goes", async () => {
  using home = createHome();
  await home.install(["goose"]);
  home.write(".agents/plugins/other/plugin.json", "{}");
  await home.uninstall();
  expect(Object.keys(home.listing())).toEqual([
    ".agents",
    ".agents/plugins",
    ".agents/plugins/other",
    ".agents/plugins/other/plugin.json",
  ]);
});

test("the running sessions are mentioned for each agent", async () => {
  using home = createHome();
  for (const target of TARGETS) {
    const [change] = await home.install([target.name]);
    expect(change?.notes).toContain(`${target.label}: ${target.restart}`);
  }
});

test("the diff shows the whole change, from nothing and back to it", async () => {
  using home = createHome();
  home.write(CLAUDE, '{\n  "model": "opus"\n}\n');
  const [change] = await planInstall(home.options(["claude"]));
  const diff = unifiedDiff(CLAUDE, change?.before ?? null, change?.after ?? null);
  expect(diff).toStartWith(`--- ${CLAUDE}\n+++ ${CLAUDE}\n@@ `);
  expect(diff).toContain('\n-  "model": "opus"\n+  "model": "opus",\n+  "hooks": {\n');
  expect(unifiedDiff("x", null, "a\n")).toBe("--- /dev/null\n+++ x\n@@ -0,0 +1,1 @@\n+a\n");
  expect(unifiedDiff("x", "a\n", null)).toBe("--- x\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n");
  expect(unifiedDiff("x", "a", "a")).toBe("");
});

describe("the program to name", () => {
  test("is the link on PATH, not the versioned file behind it", () => {
    using home = createHome();
    const real = join(home.path, "opt/agent-console-0.2.0/agent-console");
    writeProgram(real, ":");
    mkdirSync(join(home.path, ".local/bin"), { recursive: true });
    const link = join(home.path, ".local/bin/agent-console");
    symlinkSync(real, link);
    expect(stableProgram(real, "agent-console", { PATH: "" }, home.path)).toBe(link);
    const path = `relative:${join(home.path, "bin")}:${join(home.path, ".local/bin")}`;
    expect(stableProgram(real, "agent-console", { PATH: path }, home.path)).toBe(link);
  });

  test("is the path as typed where no usual place leads to it, else the file itself", () => {
    using home = createHome();
    const real = join(home.path, "opt/agent-console");
    writeProgram(real, ":");
    const link = join(home.path, "agent-console");
    symlinkSync(real, link);
    expect(stableProgram(real, link, {}, home.path)).toBe(link);
    expect(stableProgram(real, "agent-console", {}, home.path)).toBe(real);
  });
});
