import { describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, readFileSync, realpathSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { HookShell } from "../../src/agents/facets/install.ts";
import {
  hookCommand,
  isOurCommand,
  programOf,
  programProblem,
  quoteWord,
} from "../../src/install/command.ts";
import { hasMachines } from "../support/users.ts";
import { createHome, writeProgram } from "./home.ts";

const SHELLS = ["sh", "dash", "bash", "zsh", "fish"].filter((shell) => Bun.which(shell));
const FOLDERS = ["bin", "my bin", 'it\'s a "bin"', "back\\slash", "$HOME `x` $(y)", "ünï", "a;b&c"];

function run(shell: string, command: string) {
  const child = Bun.spawnSync([shell, shell === "fish" ? "-lc" : "-c", command], {
    stdin: Buffer.from('{"a":1}'),
    env: { PATH: process.env.PATH ?? "" },
  });
  return { code: child.exitCode, said: `${child.stdout}${child.stderr}` };
}

function isFor(kind: HookShell, shell: string): boolean {
  return kind === "any" || shell !== "fish";
}

for (const shell of SHELLS) {
  for (const kind of ["posix", "any"] as const) {
    if (!isFor(kind, shell)) continue;
    describe(`${kind} command in ${shell}`, () => {
      test.each(FOLDERS)("runs the program in folder %s with stdin and its name", (folder) => {
        using home = createHome(folder);
        const command = hookCommand("claude", home.program, kind);
        expect(run(shell, command)).toEqual({ code: 0, said: "" });
        expect(readFileSync(home.log, "utf8")).toBe('{"a":1} hook claude\n');
      });

      test("is silent and ends with 0 when the program is gone", () => {
        using home = createHome();
        const command = hookCommand("codex", join(home.path, "gone/agent-console"), kind);
        expect(run(shell, command)).toEqual({ code: 0, said: "" });
      });

      test("is silent and ends with 0 when the program may not be run", () => {
        using home = createHome();
        chmodSync(home.program, 0o644);
        expect(run(shell, hookCommand("codex", home.program, kind))).toEqual({ code: 0, said: "" });
      });

      test("is silent and ends with 0 when a folder stands in its place", () => {
        using home = createHome();
        renameSync(home.program, `${home.program}.old`);
        mkdirSync(home.program);
        expect(run(shell, hookCommand("codex", home.program, kind))).toEqual({ code: 0, said: "" });
      });

      test.each(["exit 2", "kill -SEGV $$", "kill -9 $$", "echo out; echo err >&2; exit 1"])(
        "is silent and ends with 0 when the program does: %s",
        (script) => {
          using home = createHome();
          writeProgram(home.program, script);
          const said = run(shell, hookCommand("codex", home.program, kind));
          expect(said).toEqual({ code: 0, said: "" });
        },
      );
    });
  }
}

/** Runs a command as a user with no rights, after a change to what there is. */
function runPoor(shell: string, command: string, setup: string, ...limit: string[]) {
  const become = ["setpriv", "--reuid=5555", "--regid=5555", "--clear-groups", ...limit];
  const line = `${setup} exec "$@"`;
  const words = [...become, shell, "-c", command];
  return Bun.spawnSync(["unshare", "-m", "sh", "-c", line, "sh", ...words]).exitCode;
}

/** bash tries to fork again for 15 s, longer than an agent waits. */
function isPatient(shell: string): boolean {
  return realpathSync(Bun.which(shell) ?? "").endsWith("/bash");
}

describe.skipIf(!hasMachines)("a shell that has nothing left", () => {
  // fish has its own words for all this, and is asked for the one of any shell only.
  for (const shell of SHELLS.filter((name) => name !== "fish")) {
    for (const kind of ["posix", "any", "terminal"] as const) {
      const command = hookCommand("claude", "/gone/agent-console", kind);

      test(`ends the ${kind} command with 0 where ${shell} can't open /dev/null`, () => {
        const setup = "mount -t tmpfs -o mode=755 none /dev;";
        expect(runPoor(shell, command, setup)).toBe(0);
      });

      if (isPatient(shell)) continue;
      test(`never blocks an agent by the ${kind} command where ${shell} can't fork`, () => {
        // 2 means to block; zsh says 1, which means that the hook failed.
        const expected = shell === "zsh" && kind !== "any" ? 1 : 0;
        expect(runPoor(shell, command, "", "prlimit", "--nproc=0:0")).toBe(expected);
      });
    }
  }
});

test.each(SHELLS)(
  "an agent can write all it has to a program that is gone, in %s",
  async (shell) => {
    const kind = shell === "fish" ? "any" : "posix";
    const child = Bun.spawn([shell, "-c", hookCommand("claude", "/gone/agent-console", kind)], {
      stdin: "pipe",
      stdout: "pipe",
      stderr: "pipe",
    });
    expect(await child.exited).toBe(0); // though its input is open
    child.stdin.write("x".repeat(10_000_000));
    await child.stdin.end();
    expect(await new Response(child.stdout).text()).toBe("");
  },
);

test("Aider's command leaves the terminal's input alone", () => {
  using home = createHome();
  expect(run("sh", hookCommand("aider", home.program, "terminal"))).toEqual({ code: 0, said: "" });
  expect(readFileSync(home.log, "utf8")).toBe(" hook aider\n");
});

test("a command depends on the agent and the path alone", () => {
  expect(hookCommand("codex", "/usr/local/bin/agent-console", "any")).toBe(
    `exec sh -c 'trap "exit 0" 0; { "$0" hook codex || { cat <&3 & } 3<&0; } >/dev/null 2>&1 || :' /usr/local/bin/agent-console`,
  );
  expect(hookCommand("claude", "/usr/local/bin/agent-console", "posix")).toBe(
    "trap 'exit 0' 0; { /usr/local/bin/agent-console hook claude || { cat <&3 & } 3<&0; } >/dev/null 2>&1 || :",
  );
});

test.each(FOLDERS)("a command is known again, with its program, in folder %s", (folder) => {
  const program = `/opt/${folder}/agent-console`;
  for (const kind of ["posix", "any", "terminal"] as const) {
    expect(programOf(hookCommand("claude", program, kind), "claude")).toBe(program);
    expect(isOurCommand(hookCommand("claude", program, kind), "codex")).toBe(false);
  }
});

test.each([
  "agent-console hook claude",
  "/usr/local/bin/agent-console hook claude",
  "'/my bin/agent-console' hook claude",
  '"/my bin/agent-console" hook claude',
  "[ -x /b/agent-console ] && exec /b/agent-console hook claude || exit 0",
  "/b/agent-console hook claude >/dev/null 2>&1 || true",
  `sh -c '[ -x "$0" ] && exec "$0" hook claude || exit 0' /b/agent-console`,
  "/opt/agent-console-0.2.0 hook claude",
  "{ /b/agent-console hook claude || :; } >/dev/null 2>&1",
  `sh -c '{ "$0" hook claude || :; } >/dev/null 2>&1' /b/agent-console`,
])("an older form is ours: %s", (command) => {
  expect(isOurCommand(command, "claude")).toBe(true);
});

test.each([
  "",
  "agent-console",
  "agent-console list",
  "agent-console hook codex",
  "my-agent-console hook claude",
  "agent-console hook claude-code",
  "agent-console hook claude --verbose",
  "agent-console hook claude | tee log",
  "trap 'exit 0' 0; agent-console hook claude; notify-send x",
  "agent-console hook claude || { cat <&3 & } 3<&0; rm -rf x",
  "notify-send x; agent-console hook claude",
  "agent-console hook claude; notify-send x",
  "agent-console hook claude && rm -rf x",
  "echo 'agent-console hook claude'",
  "grep agent-console hook claude",
  `sh -c 'notify-send; "$0" hook claude' /b/agent-console`,
])("what merely names us is the user's: %s", (command) => {
  expect(isOurCommand(command, "claude")).toBe(false);
});

test("a path that no hook could name is refused", () => {
  expect(programProblem("/usr/bin/agent-console")).toBeUndefined();
  expect(programProblem("agent-console")).toContain("not an absolute path");
  expect(programProblem("/a\n/agent-console")).toContain("control character");
  expect(programProblem("/a/http://x/agent-console")).toContain("URL");
  expect(programProblem("/usr/bin/bun")).toContain("not named agent-console");
});

test("a plain path needs no quotes", () => {
  expect(quoteWord("/home/me/.local/bin/agent-console")).toBe("/home/me/.local/bin/agent-console");
});
