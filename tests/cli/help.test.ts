import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { ArgsDef } from "citty";
import { checkArgs } from "../../src/cli/command-line.ts";
import { GROUPS } from "../../src/cli/guide.ts";
import { formatCommandHelp, formatHelp } from "../../src/cli/help.ts";
import { type CommandSpec, describeCommands } from "../../src/cli/shell/spec.ts";
import { COMMAND_TREE } from "../../src/cli/tree.ts";
import { sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS } from "../support/until.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const commands = await describeCommands(COMMAND_TREE);
const plain = (columns: number) => ({ color: false, columns });

/** The words of each call of ours in a line of the shell. */
function calls(line: string): string[][] {
  return [...line.matchAll(/agent-console ((?:'[^']*'|"[^"]*"|[^|<>&);'"])*)/g)].map(
    ([, rest = ""]) =>
      [...rest.trim().matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
        ([, single, double, bare]) => single ?? double ?? bare ?? "",
      ),
  );
}

describe("the help", () => {
  test("has every command in one group, and no group without commands", async () => {
    using box = sandbox();
    const { stdout } = await box.run([]);
    for (const { name } of commands) {
      expect(stdout.match(new RegExp(`^  ${name} `, "gm"))).toHaveLength(1);
    }
    for (const group of GROUPS) expect(stdout).toContain(`\n\n${group}\n  `);
    expect(stdout).toContain("Exit status\n  0 ");
  });

  test("keeps to the width of the terminal, as far as its words can be broken", () => {
    const help = [formatHelp(commands, plain(80)), ...commands.map((one) => helpOf(one, 80))];
    const lines = help.flatMap((text) => text.split("\n"));
    const prose = lines.filter((line) => !line.startsWith("  agent-console "));
    expect(prose.filter((line) => Bun.stringWidth(line) > 80 && line.includes("  "))).toEqual([]);
  });

  test("is coloured on a terminal only", () => {
    expect(formatHelp(commands, { color: true, columns: 80 })).toContain(
      "\u001b[1mSet up\u001b[0m",
    );
    expect(formatHelp(commands, plain(80))).not.toContain("\u001b");
  });
});

const helpOf = (command: CommandSpec, columns: number) =>
  formatCommandHelp(command, plain(columns));

describe.each(commands)("the help of $name", (command) => {
  test("has two or three examples, each of it or of a command that belongs to it", async () => {
    const { examples } = command.guide;
    expect([2, 3]).toContain(examples.length);
    for (const [line] of examples) {
      const found = calls(line);
      expect(found.length).toBeGreaterThan(0);
      for (const [name = "", ...rawArgs] of found) {
        if (name === "--version") continue;
        const load = Object.hasOwn(COMMAND_TREE, name) ? COMMAND_TREE[name] : undefined;
        // Throws for a flag that is not there, and for words missing or too many.
        checkArgs(rawArgs, (await load?.())?.args as ArgsDef, name);
      }
    }
  });

  test("says the units wherever it takes a duration", () => {
    const help = helpOf(command, 80);
    const takes = /duration/.test([...command.words, ...command.flags].map((a) => a.value).join());
    expect(help.includes("A duration has a unit: ")).toBe(takes);
  });

  test("ends with its exit statuses", () => {
    expect(helpOf(command, 80)).toMatch(/\nExit status\n {2}0 /);
  });
});

test("wait says that it may time out, next that nobody may need you, a hook that it always ends well", async () => {
  using box = sandbox();
  const help = async (name: string) => (await box.run([name, "--help"])).stdout;
  expect(await help("wait")).toMatch(/^ {2}124 +timed out$/m);
  expect(await help("next")).toMatch(/^ {2}1 +nobody needs you$/m);
  expect(await help("hook")).toMatch(/^ {2}0 +always/m);
});
