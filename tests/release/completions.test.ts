import { beforeAll, describe, expect, test } from "bun:test";
import { COMMAND_TREE } from "../../src/cli/tree.ts";
import { PROGRAM } from "../support/paths.ts";
import { type Sandbox, sandbox } from "../support/sandbox.ts";
import { openShell, type Typist } from "./shells.ts";

const BIN = PROGRAM.slice(0, PROGRAM.lastIndexOf("/"));
const has = (program: string) => Bun.which(program) !== null;

/** The box's environment, with the program found by its name. */
function withProgram(box: Sandbox): Record<string, string> {
  return { ...box.env, PATH: `${BIN}:${box.env.PATH}` };
}

let scripts: Record<string, string>;
beforeAll(async () => {
  using box = sandbox();
  const printed = ["bash", "zsh", "fish"].map(async (shell) => {
    return [shell, (await box.run(["completions", shell])).stdout] as const;
  });
  scripts = Object.fromEntries(await Promise.all(printed));
});

test("every command is offered in every shell", () => {
  for (const [shell, script] of Object.entries(scripts)) {
    const missing = Object.keys(COMMAND_TREE).filter((name) => !script.includes(name));
    expect({ shell, missing }).toEqual({ shell, missing: [] });
  }
});

test("a shell that is not known is refused by name", async () => {
  using box = sandbox();
  const { exitCode, stderr } = await box.run(["completions", "tcsh"]);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 2,
    stderr: "agent-console: shell: expected bash, zsh, fish, sessions, got tcsh\n",
  });
});

test("asking for session ids does not start the hub", async () => {
  using box = sandbox();
  expect(await box.run(["completions", "sessions"])).toEqual({
    stdout: "",
    stderr: "",
    exitCode: 0,
  });
  expect(box.daemons()).toEqual([]);
});

/** Sessions whose ids a shell has to quote. */
async function startSessions(box: Sandbox): Promise<void> {
  await box.daemon();
  await box.run(["set", "claude:one", "working"]);
  await box.run(["set", "two words", "question"]);
  await box.run(["set", "3c9e", "closed", "--working-dir", "/src/shop"]);
}

/** What is completed alike in every shell that is typed in. */
async function completesWords(shell: Typist, socket: string): Promise<void> {
  shell.type("\u0015agent-console get tw\t");
  await shell.shows(/two\\ words $/);
  shell.type("\u0015agent-console answer sho\t");
  await shell.shows(/answer shop $/);
  shell.type("al\t");
  await shell.shows(/allow $/);
  shell.type("\u0015agent-console list --status=q\t");
  await shell.shows(/--status=question $/);
  shell.type(`\u0015agent-console --json --socket ${socket} reo\t`);
  await shell.shows(/hub\.sock reopen $/);
  shell.type("claude\t");
  await shell.shows(/claude:one $/);
  shell.type("\u0015agent-console --so\t");
  await shell.shows(/--socket[ =]?$/);
}

describe.if(has("bash"))("bash", () => {
  test("completes commands, values, and the ids of sessions with colons and spaces", async () => {
    using box = sandbox();
    await startSessions(box);
    await Bun.write(`${box.folder}/rc`, `${scripts.bash}\nbind 'set bell-style none'\n`);
    using shell = openShell(["bash", "--rcfile", `${box.folder}/rc`, "-i"], withProgram(box));
    shell.type("\n");
    await shell.shows(/[#$>] $/);
    shell.type("agent-console reo\t");
    await shell.shows(/reopen $/);
    shell.type("claude:\t");
    await shell.shows(/claude:one $/);
    await completesWords(shell, box.socket);
  });
});

describe.if(has("zsh"))("zsh", () => {
  test("completes commands, values, and the ids of sessions with colons and spaces", async () => {
    using box = sandbox();
    await startSessions(box);
    const rc = `autoload -Uz compinit; compinit -u -D; unsetopt beep; PS1='ready> '\n${scripts.zsh}`;
    await Bun.write(`${box.folder}/.zshrc`, rc);
    const env = { ...withProgram(box), ZDOTDIR: box.folder };
    using shell = openShell(["zsh", "-d", "-i"], env);
    await shell.shows(/ready> /);
    shell.type("agent-console reo\t");
    await shell.shows(/reopen $/);
    shell.type("claude\t");
    await shell.shows(/claude:one $/);
    await completesWords(shell, box.socket);
  });
});

describe.if(has("fish"))("fish", () => {
  test("completes commands, values, and the ids of sessions with colons and spaces", async () => {
    using box = sandbox();
    await startSessions(box);
    await Bun.write(`${box.folder}/c.fish`, scripts.fish ?? "");
    const offers = async (line: string) => {
      const script = `source ${box.folder}/c.fish; complete -C '${line}'`;
      const env = withProgram(box);
      const { stdout } = await box.exec(["fish", "--no-config", "-c", script], { env });
      return stdout.trimEnd().split("\n");
    };
    expect(await offers("agent-console reo")).toEqual([expect.stringMatching(/^reopen\t/)]);
    expect(await offers("agent-console get ")).toEqual([
      "3c9e\tclosed shop",
      "claude:one\tworking unknown",
      "two words\tquestion unknown",
    ]);
    expect(await offers("agent-console answer sho")).toEqual(["3c9e\tclosed shop"]);
    expect(await offers("agent-console list --status=q")).toEqual([
      expect.stringMatching(/^--status=question\t/),
    ]);
    expect(await offers("agent-console set x ")).toHaveLength(4);
    const before = `agent-console --json --socket ${box.socket}`;
    expect(await offers(`${before} reo`)).toEqual([expect.stringMatching(/^reopen\t/)]);
    expect(await offers(`${before} get cl`)).toEqual(["claude:one\tworking unknown"]);
    expect(await offers(`${before} list --st`)).toEqual([expect.stringMatching(/^--status\t/)]);
    expect(await offers("agent-console --so")).toEqual(["--socket\tSocket path"]);
    for (const start of [
      "agent-console --socket ",
      "agent-console list --socket ",
      "agent-console --socket=",
    ]) {
      const found = (await offers(`${start}${box.folder}/hub.so`)).join();
      expect(found).toContain(`${box.folder}/hub.sock`);
    }
  });
});
