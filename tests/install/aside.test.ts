import { expect, test } from "bun:test";
import { trustHash } from "../../src/agents/codex/trust.ts";
import { inspectAgents } from "../../src/install/inspect.ts";
import { createHome, type Home } from "./home.ts";

const FILE = ".claude/settings.json";

interface Handler {
  command: string;
  args?: string[];
  async?: boolean;
}

/** Event -> its matcher and our handler, as they stand. */
function filed(home: Home): Record<string, { matcher?: string; handler: Handler }> {
  const { hooks = {} } = JSON.parse(home.read(FILE) ?? "{}");
  const entries = Object.entries<{ matcher?: string; hooks: [Handler] }[]>(hooks);
  return Object.fromEntries(
    entries.map(([event, [group]]) => {
      if (group === undefined) throw new Error(`no group for ${event}`);
      const { hooks, ...rest } = group;
      return [event, { ...rest, handler: hooks[0] }];
    }),
  );
}

function asideIn(home: Home): string[] {
  const entries = Object.entries(filed(home));
  return entries.filter(([, { handler }]) => handler.async).map(([event]) => event);
}

async function installFor(home: Home, version: string): Promise<void> {
  home.addProgram("claude", version);
  await home.install(["claude"]);
}

async function stateOf(home: Home): Promise<string | undefined> {
  return (await inspectAgents(home.options(["claude"])))[0]?.installed;
}

test("Claude Code waits for no hook of the middle of a turn, and for those of its ends", async () => {
  using home = createHome();
  await installFor(home, "2.1.332");
  const { PreToolUse, Stop } = filed(home);
  expect(PreToolUse?.handler).toEqual({
    ...{ type: "command", command: home.program, args: ["hook", "claude"] },
    ...{ timeout: 5, async: true },
  });
  expect(Stop?.handler.command).toStartWith("trap 'exit 0' 0;");
  const aside = asideIn(home);
  for (const event of ["PreToolUse", "PostToolUse", "PostToolUseFailure"]) {
    expect(aside).toContain(event);
  }
  for (const event of ["SessionStart", "SessionEnd", "UserPromptSubmit", "Stop", "StopFailure"]) {
    expect(aside).not.toContain(event);
  }
  expect(aside).not.toContain("PermissionRequest");
});

test("a step runs one hook: at its end only a tool that is itself a question has one", async () => {
  using home = createHome();
  await installFor(home, "2.1.332");
  const { PreToolUse, PostToolUse, PostToolBatch } = filed(home);
  expect(PreToolUse?.matcher).toBeUndefined();
  expect(PostToolBatch).toBeUndefined();
  const matcher = new RegExp(`^(${PostToolUse?.matcher})$`);
  const tools = ["Read", "Bash", "Edit", "mcp__a__ExitPlanMode", "AskUserQuestion", "ExitPlanMode"];
  expect(tools.filter((tool) => matcher.test(tool))).toEqual(["AskUserQuestion", "ExitPlanMode"]);
});

test("hooks that tell nothing new are out of date, and are taken out", async () => {
  using home = createHome();
  await installFor(home, "2.1.196");
  expect(asideIn(home)).toContain("PostToolBatch");
  expect(filed(home).PostToolUse?.matcher).toBeUndefined();
  home.addProgram("claude", "2.1.197");
  expect(await stateOf(home)).toBe("outdated");
  await home.install(["claude"]);
  expect(filed(home).PostToolBatch).toBeUndefined();
  expect(await stateOf(home)).toBe("yes");
});

test("a version that does not say what it is keeps the hooks that it has", async () => {
  using home = createHome();
  await installFor(home, "2.1.196");
  home.addProgram("claude", "of today");
  await home.install(["claude"]);
  expect(filed(home).PostToolBatch).toBeDefined();
});

test("a version that may not know how runs all of them in a shell", async () => {
  using home = createHome();
  await installFor(home, "2.1.138");
  expect(asideIn(home)).toEqual([]);
  expect(filed(home).PostToolUse?.matcher).toBeUndefined();
});

test("hooks that are waited for are out of date where they need not be", async () => {
  using home = createHome();
  await installFor(home, "2.1.138");
  expect(await stateOf(home)).toBe("yes");
  home.addProgram("claude", "2.1.139");
  expect(await stateOf(home)).toBe("outdated");
  await home.install(["claude"]);
  expect(await stateOf(home)).toBe("yes");
  expect(asideIn(home)).toContain("PostToolUse");
});

test("a moved program is out of date, and its hooks are found without a shell around them", async () => {
  using home = createHome();
  await installFor(home, "2.1.332");
  const text = home.read(FILE) ?? "";
  home.write(FILE, text.replaceAll(home.program, "/gone/agent-console"));
  const [state] = await inspectAgents(home.options(["claude"]));
  expect(state?.installed).toBe("outdated");
  expect(state?.problems.map(({ what }) => what)).toContain(
    "hooks run /gone/agent-console, which is not there",
  );
  await home.install(["claude"]);
  expect(home.read(FILE)).toBe(text);
});

test("a program that is called without a shell for another purpose is the user's own", async () => {
  using home = createHome();
  const handlers = [
    { type: "command", command: home.program, args: ["hook", "claude", "--socket", "/x"] },
    { type: "command", command: home.program, args: ["wait"] },
    { type: "command", command: "notify", args: ["hook", "claude"] },
    { type: "command", command: "agent-console hook claude", args: [] },
  ];
  const own = `${JSON.stringify({ hooks: { PreToolUse: [{ hooks: handlers }] } }, null, 2)}\n`;
  home.write(FILE, own);
  await installFor(home, "2.1.332");
  expect(JSON.parse(home.read(FILE) ?? "").hooks.PreToolUse[0].hooks).toEqual(handlers);
  await home.uninstall();
  expect(home.read(FILE)).toBe(own);
});

test("uninstall leaves nothing of either form", async () => {
  using home = createHome();
  const own = '{ "model" :"opus",\n "hooks": {"Stop": []} }';
  home.write(FILE, own);
  await installFor(home, "2.1.332");
  await home.uninstall();
  expect(home.read(FILE)).toBe(own);
});

test("Codex waits for no hook of a tool, where it knows how, and trusts them by what they say", async () => {
  using home = createHome();
  const file = ".codex/hooks.json";
  home.addProgram("codex", "codex-cli 0.168.2");
  await home.install(["codex"]);
  expect(home.read(file)).not.toContain('"async"');
  home.addProgram("codex", "codex-cli 0.169.0");
  await home.install(["codex"]);
  const { PreToolUse, PermissionRequest, Stop } = JSON.parse(home.read(file) ?? "").hooks;
  expect(PreToolUse[0].hooks[0]).toMatchObject({ async: true });
  expect(PermissionRequest[0].hooks[0]).not.toHaveProperty("async");
  expect(Stop[0].hooks[0]).not.toHaveProperty("async");
  const [handler] = PreToolUse[0].hooks;
  const waited = { ...handler, async: false };
  expect(trustHash("PreToolUse", handler, undefined)).not.toBe(
    trustHash("PreToolUse", waited, undefined),
  );
});

test("Gemini CLI runs no hook before a tool that only reads", async () => {
  using home = createHome();
  home.addProgram("gemini", "0.61.0");
  await home.install(["gemini"]);
  const { BeforeTool, AfterTool } = JSON.parse(home.read(".gemini/settings.json") ?? "").hooks;
  const matcher = new RegExp(BeforeTool[0].matcher);
  const tools = ["read_file", "glob", "run_shell_command", "ask_user", "my_read_file", "replace"];
  expect(tools.filter((tool) => matcher.test(tool))).toEqual(tools.slice(2));
  expect(AfterTool[0]).not.toHaveProperty("matcher");
});

test("Qwen Code waits for what alone tells of something, as it drops the eleventh of the others", async () => {
  using home = createHome();
  const file = ".qwen/settings.json";
  home.addProgram("qwen", "0.24.3");
  await home.install(["qwen"]);
  expect(home.read(file)).not.toContain('"async"');
  home.addProgram("qwen", "0.24.4");
  await home.install(["qwen"]);
  const { hooks } = JSON.parse(home.read(file) ?? "");
  const left = Object.keys(hooks).filter((event) => hooks[event][0].hooks[0].async === true);
  expect(left).toEqual(["PreToolUse"]);
  expect(Object.keys(hooks)).not.toContain("PostToolUse");
});
