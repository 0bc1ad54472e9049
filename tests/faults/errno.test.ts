// What the system may refuse, for every command: it is said in a person's words,
// and is never taken for a bug of ours.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import * as fs from "node:fs";
import { COMMAND_TREE } from "../../src/cli/tree.ts";
import { PROGRAM } from "../support/paths.ts";
import { type Outcome, sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS } from "../support/until.ts";
import { hasMachines } from "../support/users.ts";
import {
  badPlaces,
  FOLLOWERS,
  isRoot,
  LINES,
  mistakeIn,
  NOBODY,
  PAYLOAD,
  USER,
} from "./withheld.ts";

setDefaultTimeout(TEST_LIMIT_MS);

function expectWords(name: string, outcome: Outcome): void {
  expect(mistakeIn(name, outcome)).toBeNull();
}

test("every command has its line here", () => {
  expect(Object.keys(LINES).sort()).toEqual(Object.keys(COMMAND_TREE).sort());
});

test.skipIf(!fs.existsSync("/dev/full"))("output that can't be written is no bug", async () => {
  using box = sandbox();
  await box.daemon();
  await box.run(["set", "a", "question"]);
  const { notify: _, stop, ...others } = LINES;
  for (const [name, args] of [...Object.entries(others), ["stop", stop ?? []] as const]) {
    const shell = ["sh", "-c", '"$0" "$@" > /dev/full', PROGRAM, ...args];
    const outcome = await box.exec(shell, { stdin: PAYLOAD });
    expectWords(name, outcome);
    if (["hook", "statusline"].includes(name)) expect(outcome.exitCode).toBe(0);
    else if (!["service", "uninstall"].includes(name))
      expect([name, outcome.exitCode]).not.toEqual([name, 0]);
  }
});

describe("a socket that can't be had is no bug", () => {
  test.each(["locked", "file", "loop", "long", "readOnly"] as const)("below: %s", async (kind) => {
    using box = sandbox();
    const bad = badPlaces(box);
    const env = { AGENT_CONSOLE_SOCKET: `${bad[kind]}/hub.sock`.slice(-103), HOME: bad.open };
    for (const [name, args] of Object.entries(LINES)) {
      const outcome = await box.run(args, { ...USER, env, stdin: PAYLOAD });
      expectWords(name, outcome);
      if (["list", ...FOLLOWERS].includes(name)) expect(outcome.exitCode).not.toBe(0);
    }
  });
});

describe("a home that can't be used is no bug", () => {
  test.each(["locked", "readOnly", "file", "loop", "long"] as const)("%s", async (kind) => {
    using box = sandbox();
    const bad = badPlaces(box);
    const socket = `${bad.open}/hub.sock`;
    const env = { AGENT_CONSOLE_SOCKET: socket, HOME: bad[kind], XDG_STATE_HOME: "" };
    for (const [name, args] of Object.entries(LINES)) {
      if (FOLLOWERS.includes(name)) continue;
      expectWords(name, await box.run(args, { ...USER, env, stdin: PAYLOAD }));
    }
    const listed = await box.run(["list", "--json"], { ...USER, env });
    expect(listed).toMatchObject({ stderr: "", exitCode: 0 });
  });

  test("with a name that is no UTF-8, and no other folder is made", async () => {
    using box = sandbox();
    const line =
      'HOME="$(printf "%s/h\\377" "$PWD")"; export HOME; mkdir -p "$HOME/.claude"; exec "$0" "$@"';
    for (const [name, args] of Object.entries(LINES)) {
      if (FOLLOWERS.includes(name)) continue;
      const shell = ["sh", "-c", line, PROGRAM, ...args];
      expectWords(name, await box.exec(shell, { stdin: PAYLOAD, env: { XDG_STATE_HOME: "" } }));
    }
    const doctor = await box.exec(["sh", "-c", line, PROGRAM, "doctor"]);
    expect(doctor.stdout).toContain("FAIL  agents: the path in HOME is not UTF-8");
    expect(doctor.stdout).toMatch(/^(ok|FAIL) +hub: /m);
    const names = fs.readdirSync(box.folder, { encoding: "latin1" });
    const homes = names.filter((name) => /^h(?!ub)/.test(name));
    expect(homes.sort()).toEqual(["home", "h\u00ff"].sort());
  });
});

test("a home that is not absolute is refused, and no folder is made where a command runs", async () => {
  using box = sandbox();
  const env = { HOME: "relative", XDG_STATE_HOME: "" };
  for (const args of [["set", "a", "working"], ["install", "claude"], ["doctor"]]) {
    expectWords(args[0] ?? "", await box.run(args, { env }));
  }
  const install = await box.run(["install", "claude"], { env });
  expect(install.stderr).toContain("the path in HOME is not absolute");
  expect(fs.readdirSync(box.folder)).not.toContain("relative");
  expect(fs.existsSync("/relative")).toBe(false);
});

test("a current folder that is gone is no bug", async () => {
  using box = sandbox();
  const line = 'mkdir gone && cd gone && rmdir "$PWD" && exec "$0" "$@"';
  const relative = ["--socket", "hub.sock"];
  for (const [name, args] of Object.entries(LINES)) {
    const isShort = !FOLLOWERS.includes(name);
    if (isShort)
      expectWords(name, await box.exec(["sh", "-c", line, PROGRAM, ...args], { stdin: PAYLOAD }));
  }
  const outcome = await box.exec(["sh", "-c", line, PROGRAM, "list", ...relative]);
  expect(outcome).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("folder is gone") });
});

test("a log that is a pipe holds no daemon up", async () => {
  using box = sandbox();
  fs.mkdirSync(`${box.env.XDG_STATE_HOME}/agent-console`, { recursive: true });
  await box.exec(["mkfifo", `${box.env.XDG_STATE_HOME}/agent-console/daemon.log`]);
  for (const id of ["a", "b", "c", "d"]) {
    const stdin = PAYLOAD.replace('"h"', `"${id}"`);
    expect(await box.run(["hook", "claude"], { stdin })).toMatchObject({ exitCode: 0 });
  }
  expect(JSON.parse((await box.run(["list", "--json"])).stdout)).toHaveLength(4);
  expect(box.daemons()).toHaveLength(1);
});

describe.skipIf(!hasMachines)("a disk that can't be written is no bug", () => {
  const STATES = {
    full: "head -c 100000 /dev/zero > disk/fill 2>/dev/null",
    "read-only": "mount -o remount,ro disk",
  };
  test.each(Object.entries(STATES))("%s", async (state, line) => {
    using box = sandbox();
    fs.mkdirSync(`${box.folder}/disk`);
    const setup = `mount -t tmpfs -o size=16k,mode=700 none disk; ${line}; exec "$0" "$@"`;
    const env = { AGENT_CONSOLE_SOCKET: `${box.folder}/disk/hub.sock` };
    for (const [name, args] of Object.entries(LINES)) {
      if (FOLLOWERS.includes(name)) continue;
      const shell = ["unshare", "-m", "sh", "-c", setup, PROGRAM, ...args];
      const outcome = await box.exec(shell, { env, stdin: PAYLOAD });
      expectWords(name, outcome);
      if (name === "list")
        expect([state, outcome.exitCode]).toEqual([state, state === "full" ? 0 : 1]);
    }
  });
});

describe.skipIf(!isRoot)("an agent whose files the system withholds", () => {
  const WITHHELD: Record<string, (path: string) => void> = {
    "root's folder": (path) => fs.mkdirSync(path, { mode: 0o700 }),
    "links in a circle": (path) => fs.symlinkSync(path, path),
    "a file for a folder": (path) => fs.writeFileSync(path, ""),
    "a folder that takes nothing": (path) => fs.mkdirSync(path, { mode: 0o755 }),
  };
  test.each(Object.entries(WITHHELD))(
    "is named, and the others are served: %s",
    async (_, make) => {
      using box = sandbox();
      fs.chmodSync(box.folder, 0o755);
      const home = box.env.HOME ?? "";
      fs.mkdirSync(`${home}/.claude`);
      for (const path of [home, `${home}/.claude`]) fs.chownSync(path, NOBODY, NOBODY);
      make(`${home}/.codex`);
      const env = { PATH: "/usr/bin:/bin", CLAUDE_CONFIG_DIR: "" };
      const run = (...args: string[]) => box.run(args, { uid: NOBODY, env });
      const installed = await run("install", "claude", "codex");
      expectWords("install", installed);
      expect(installed.stderr).toContain("Codex: ");
      expect(installed).toMatchObject({
        exitCode: 1,
        stdout: expect.stringContaining("Claude Code: hooks installed"),
      });
      const doctor = await run("doctor", "--json");
      expectWords("doctor", doctor);
      const found = JSON.parse(doctor.stdout).filter(
        (one: { subject: string }) => one.subject === "Claude Code",
      );
      expect(found).toMatchObject([{ is_well: true }]);
      const removed = await run("uninstall");
      expectWords("uninstall", removed);
      expect(removed.stdout).toContain("Claude Code: hooks removed");
      expect(removed.stderr).not.toContain("Claude Code");
    },
  );

  test("is the only one when its folder is named by a variable", async () => {
    using box = sandbox();
    fs.chmodSync(box.folder, 0o755);
    const home = box.env.HOME ?? "";
    fs.mkdirSync(`${home}/.gemini`);
    for (const path of [home, `${home}/.gemini`]) fs.chownSync(path, NOBODY, NOBODY);
    fs.mkdirSync(`${box.folder}/foreign`, { mode: 0o700 });
    const env = { PATH: "/usr/bin:/bin", CLAUDE_CONFIG_DIR: `${box.folder}/foreign` };
    const outcome = await box.run(["install", "claude", "gemini"], { uid: NOBODY, env });
    expectWords("install", outcome);
    expect(outcome.stderr).toContain(
      `Claude Code: no right to read and write ${box.folder}/foreign`,
    );
    expect(outcome.stdout).toContain("Gemini CLI: hooks installed");
  });
});
