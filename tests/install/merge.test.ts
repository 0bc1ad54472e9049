import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { backupOf } from "../../src/install/backup.ts";
import { hookCommand } from "../../src/install/command.ts";
import { knownHooks } from "../../src/install/hook-file.ts";
import { createHome, type Home } from "./home.ts";
import { TARGETS, type Target } from "./targets.ts";

type Shape = [name: string, text: string];

// Each agent whose hooks go into a file that is, or may be, the user's own.
const MERGED = TARGETS.filter((target) => target.files[0]?.kind === "hooks");

function pathOf(target: Target): string {
  return join(target.filesFolder ?? target.folder, target.files[0]?.path ?? "");
}

function isBare(target: Target): boolean {
  const file = target.files[0];
  return file?.kind === "hooks" && file.format.path.length === 0;
}

// A foreign entry in the agent's own shape, and files of all sorts around it.
function shapesOf(target: Target): Shape[] {
  const file = target.files[0];
  if (file?.kind !== "hooks") return [];
  const hook = { event: target.hooks[0]?.event ?? "", timeoutSeconds: 9 };
  const foreign = file.format.entry(hook, "notify-send 'agent-console hook'", ["true"]);
  const list = file.format.isOneList ? [foreign] : { [hook.event]: [foreign] };
  const own = file.format.path.length === 0 ? list : { ...file.format.base, hooks: list };
  const pretty = JSON.stringify(own, null, 2);
  const bare = isBare(target);
  return [
    ["an empty file", ""],
    ["a blank file", "\n\n"],
    ["an empty object", "{}"],
    ["an empty object and a line break", "{}\n"],
    ["an empty object over two lines", "{\n}\n"],
    ...(bare || file.format.isOneList
      ? []
      : ([["an empty map", '{\n  "hooks": {}\n}\n']] as Shape[])),
    ...(bare || file.format.isOneList
      ? []
      : ([["an empty list", `{"hooks": {"${hook.event}": []}, "model": "x"}`]] as Shape[])),
    ["foreign hooks", `${pretty}\n`],
    ["foreign hooks and no line break at the end", pretty],
    ["foreign hooks, minified", JSON.stringify(own)],
    ["foreign hooks, indented with tabs", `${JSON.stringify(own, null, "\t")}\n`],
    ["foreign hooks, indented with four", `${JSON.stringify(own, null, 4)}\n`],
    ["foreign hooks, CRLF", `${pretty}\n`.replaceAll("\n", "\r\n")],
    ["foreign hooks, byte order mark", `\uFEFF${pretty}\n`],
    ["foreign hooks and comments", commented(pretty)],
    ["foreign hooks and trailing commas", pretty.replace(/(["}\]])\n(\s*[}\]])/g, "$1,\n$2")],
    ["other settings, oddly laid out", '{ "model" :"opus","env":{ "A":"1" }\n , "n": [1,2]}'],
  ];
}

function commented(pretty: string): string {
  const lines = pretty.split("\n").map((line, i) => (i % 2 ? `${line} // note ${i}` : line));
  return `// mine, "hooks": {}\n${lines.join("\n")}\n/* the end */\n`;
}

function textAt(home: Home, target: Target): string {
  return home.read(pathOf(target)) ?? "";
}

describe.each(MERGED.map((target) => [target.name, target] as const))("%s", (name, target) => {
  test("a home without it: the file is made, and gone again after uninstall", async () => {
    using home = createHome();
    const before = home.listing();
    const changes = await home.install([name]);
    expect(changes.map((change) => change.problem)).not.toContainEqual(expect.anything());
    expect(textAt(home, target)).toContain(`hook ${name}`);
    expect(textAt(home, target)).toEndWith("}\n");
    await home.uninstall();
    expect(home.listing()).toEqual(before);
  });

  test("an empty folder of it stays an empty folder", async () => {
    using home = createHome();
    home.write(join(target.folder, "x"), "");
    await Bun.file(join(home.path, target.folder, "x")).delete();
    const before = home.listing();
    await home.install();
    expect(textAt(home, target)).toContain(`hook ${name}`);
    await home.uninstall();
    expect(home.listing()).toEqual(before);
  });

  test.each(shapesOf(target))("%s: is back as it was after uninstall", async (_, text) => {
    using home = createHome();
    const file = home.write(pathOf(target), text);
    const before = home.listing();
    await home.install([name]);
    expect(textAt(home, target)).toContain(`hook ${name}`);
    expect(readFileSync(backupOf(file), "utf8")).toBe(text);
    await home.uninstall();
    expect(home.listing()).toEqual(before);
  });

  test.each(shapesOf(target))("%s: the second install changes nothing", async (_, text) => {
    using home = createHome();
    home.write(pathOf(target), text);
    await home.install([name]);
    const once = home.listing();
    const changes = await home.install([name]);
    expect(changes.filter((change) => change.before !== change.after)).toEqual([]);
    expect(home.listing()).toEqual(once);
  });

  test.each(shapesOf(target))(
    "%s: what the user adds later survives uninstall",
    async (_, text) => {
      using home = createHome();
      home.write(pathOf(target), text);
      await home.install([name]);
      const installed = textAt(home, target);
      const end = installed.lastIndexOf("}");
      const added = `${installed.slice(0, end)}/* later */ ${installed.slice(end)}`;
      home.write(pathOf(target), added);
      await home.uninstall();
      expect(textAt(home, target)).toContain("/* later */");
      expect(textAt(home, target)).not.toContain(home.program);
      const rest = textAt(home, target).replaceAll(/\s|\/\* later \*\//g, "");
      expect(rest).toBe(text.trim() === "" ? "{}" : text.replaceAll(/\s/g, ""));
    },
  );

  test("a file that is no JSON is refused by name, line and cause, and left alone", async () => {
    using home = createHome();
    home.write(pathOf(target), '{\n  "a": 1\n  "b": 2\n}\n');
    const before = home.listing();
    const [change] = await home.install([name]);
    expect(change?.problem).toContain(`${pathOf(target)}, line 3: expected a comma`);
    expect(await home.uninstall([name])).toEqual([]);
    expect(home.listing()).toEqual(before);
  });

  test("a file of another shape is refused", async () => {
    using home = createHome();
    const event = target.hooks[0]?.event ?? "";
    home.write(pathOf(target), isBare(target) ? `{"${event}": {}}` : '{"hooks": "none"}');
    const [change] = await home.install([name]);
    expect(change?.problem).toMatch(/line 1: expected an (array|object) at/);
    expect(change?.after).toBe(change?.before ?? null);
  });

  test("an older form of ours is replaced where it stands, not doubled", async () => {
    using home = createHome();
    const file = target.files[0];
    if (file?.kind !== "hooks") return;
    const [first, second] = target.hooks;
    if (first === undefined || second === undefined) return;
    const old = file.format.entry(first, `/old/bin/agent-console hook ${name}`, ["true"]);
    const mine = file.format.entry(first, "true", ["true"]);
    const list = file.format.isOneList ? [old, mine] : { [first.event]: [old, mine] };
    home.write(
      pathOf(target),
      JSON.stringify(isBare(target) ? list : { ...file.format.base, hooks: list }, null, 2),
    );
    await home.install([name]);
    const text = textAt(home, target);
    expect(text).not.toContain("/old/bin");
    const command = JSON.stringify(hookCommand(name, home.program, file.shell));
    expect(text.split(command).length - 1).toBe(knownHooks(target.hooks, null, []).length);
    // Ours was first and still is: Codex files its trust by position.
    expect(text.indexOf(command)).toBeLessThan(text.indexOf('"true"'));
    await home.uninstall();
    expect(textAt(home, target)).not.toContain(home.program);
    expect(textAt(home, target)).toContain('"true"');
  });
});
