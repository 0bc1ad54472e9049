// Hooks run inside repositories that nobody has vetted: nothing there may be
// read, let alone run.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { PROGRAM } from "../support/paths.ts";
import { type Sandbox, sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS, until } from "../support/until.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const PAYLOAD = JSON.stringify({
  session_id: "h1",
  hook_event_name: "UserPromptSubmit",
  cwd: "/w",
  transcript_path: "/home/me/.claude/projects/w/h1.jsonl",
});
const COMMANDS: { args: string[]; stdin?: string }[] = [
  { args: ["set", "a", "working"] },
  { args: ["list"] },
  { args: ["status"] },
  { args: ["--version"] },
  { args: ["--help"] },
  { args: ["hook", "claude"], stdin: PAYLOAD },
];

/** A repository that tries everything; what it manages to run leaves a mark. */
function hostileRepository(box: Sandbox): { folder: string; marks(): boolean; trap: string } {
  const folder = `${box.folder}/repo`;
  const mark = `${box.folder}/owned`;
  const trap = `${folder}/trap.ts`;
  mkdirSync(`${folder}/node_modules/citty`, { recursive: true });
  const code = `require("node:fs").writeFileSync(${JSON.stringify(mark)}, "x");`;
  const elsewhere = `${box.folder}/stolen.sock`;
  const files: Record<string, string> = {
    "trap.ts": code,
    "index.ts": code,
    ".env": `AGENT_CONSOLE_SOCKET=${elsewhere}\nHOME=${folder}\nNO_COLOR=1\n`,
    ".env.local": `AGENT_CONSOLE_SOCKET=${elsewhere}\n`,
    ".env.production": `AGENT_CONSOLE_SOCKET=${elsewhere}\n`,
    "bunfig.toml": `preload = ["${trap}"]\n[run]\npreload = ["${trap}"]\n`,
    "tsconfig.json": JSON.stringify({ compilerOptions: { paths: { "*": [trap] } } }),
    "package.json": JSON.stringify({ main: "trap.ts", imports: { "#x": "./trap.ts" } }),
    "node_modules/citty/package.json": JSON.stringify({ name: "citty", main: "index.js" }),
    "node_modules/citty/index.js": code,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(`${folder}/${name}`, text);
  return { folder, marks: () => existsSync(mark) || existsSync(elsewhere), trap };
}

describe("in a hostile working directory", () => {
  test("every command does what it always does, and nothing there is run", async () => {
    using box = sandbox();
    const repository = hostileRepository(box);
    for (const { args, stdin } of COMMANDS) {
      const outcome = await box.run(args, { cwd: repository.folder, ...(stdin && { stdin }) });
      expect([args, outcome.exitCode, outcome.stderr]).toEqual([args, 0, ""]);
      expect(repository.marks()).toBe(false);
    }
    const client = await box.connect(); // at the socket that the sandbox means, not the trap's
    const sessions = await client.data({ cmd: "LIST" });
    expect(sessions.map((one: { session_id: string }) => one.session_id)).toEqual(["a", "h1"]);
  });

  test("a daemon in the foreground reads nothing there", async () => {
    using box = sandbox();
    const repository = hostileRepository(box);
    await box.daemon([], { cwd: repository.folder });
    expect(repository.marks()).toBe(false);
  });

  test.skipIf(Bun.which("strace") === null)("no file there is even opened", async () => {
    using box = sandbox();
    const repository = hostileRepository(box);
    const trace = `${box.folder}/trace`;
    const tracer = ["strace", "-f", "-o", trace, "--trace=%file", PROGRAM];
    const looked = () => {
      const calls = readFileSync(trace, "utf8").split("\n");
      expect(calls.some((call) => call.includes("execve("))).toBe(true);
      // By its path, or by a relative one, which means this folder too.
      const relative = /\b(open|stat|lstat|access|readlink)\w*\((AT_FDCWD, )?"[^/"]/;
      return calls.filter((call) => call.includes(repository.folder) || relative.test(call));
    };
    const daemon = box.spawn([...tracer, "daemon", "--socket", box.socket], {
      cwd: repository.folder,
    });
    await daemon.prints(/listening/);
    expect(looked().filter((call) => !call.includes("getcwd("))).toEqual([]);
    for (const { args, stdin } of COMMANDS) {
      await box.exec([...tracer, ...args], { cwd: repository.folder, ...(stdin && { stdin }) });
      expect([args, looked().filter((call) => !call.includes("getcwd("))]).toEqual([args, []]);
    }
  });
});

describe("a variable that changes how the runtime works", () => {
  const hijacks = (trap: string): Record<string, string>[] => [
    { BUN_OPTIONS: `--preload=${trap}` },
    { BUN_OPTIONS: `--require=${trap}` },
    { BUN_OPTIONS: `--config=${trap}` },
    { BUN_OPTIONS: "--smol" },
    { BUN_INSPECT: "ws://127.0.0.1:0/" },
    { BUN_INSPECT_PRELOAD: trap },
  ];

  test("makes every command refuse rather than obey", async () => {
    using box = sandbox();
    const repository = hostileRepository(box);
    for (const env of hijacks(repository.trap)) {
      for (const args of [["set", "a", "working"], ["daemon"], ["status"], ["--version"]]) {
        const outcome = await box.run(args, { env });
        expect([env, args, outcome.exitCode]).not.toEqual([env, args, 0]);
        expect(outcome.stdout).toBe("");
      }
    }
    expect(repository.marks()).toBe(false);
    expect(box.daemons()).toEqual([]);
  });

  test("is named by the refusal", async () => {
    using box = sandbox();
    const outcome = await box.run(["list"], { env: { BUN_OPTIONS: "--smol" } });
    expect(outcome).toMatchObject({ exitCode: 1, stdout: "" });
    expect(outcome.stderr).toContain("BUN_OPTIONS is set");
  });

  test("makes a hook do nothing, quietly", async () => {
    using box = sandbox();
    const env = { BUN_OPTIONS: "--smol" };
    const outcome = await box.run(["hook", "claude"], { env, stdin: PAYLOAD });
    expect(outcome).toEqual({ stdout: "", stderr: "", exitCode: 0 });
    expect(box.daemons()).toEqual([]);
  });

  test("of a starter's does not reach the daemon", async () => {
    using box = sandbox();
    const env = { NODE_OPTIONS: "--inspect", NODE_EXTRA_CA_CERTS: "/x", SECRET_TOKEN: "hunter2" };
    await box.run(["set", "a", "working"], { env });
    const [pid] = box.daemons();
    await until(() => pid !== undefined, "the daemon");
    if (process.platform === "linux") {
      const environment = readFileSync(`/proc/${pid}/environ`, "utf8");
      expect(environment).not.toMatch(/NODE_|SECRET/);
      expect(environment).toContain("HOME=");
    }
  });
});

describe("without a working directory", () => {
  test("every command works: it was deleted under the agent", async () => {
    using box = sandbox();
    const folder = `${box.folder}/gone`;
    mkdirSync(folder);
    const inGone = `cd gone && rmdir "$PWD" && exec "$0" "$@"`;
    for (const { args, stdin } of COMMANDS) {
      const outcome = await box.exec(["sh", "-c", inGone, PROGRAM, ...args], {
        ...(stdin && { stdin }),
      });
      expect([args, outcome.exitCode, outcome.stderr]).toEqual([args, 0, ""]);
      mkdirSync(folder);
    }
    rmdirSync(folder);
    expect((await (await box.connect()).status()).sessions.active).toBe(2);
  });
});
