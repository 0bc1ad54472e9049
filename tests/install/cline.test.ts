import { describe, expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createHome } from "./home.ts";

const FOLDER = ".cline/hooks";

describe("Cline", () => {
  test("a script for each event, which says nothing and ends well, and gone again", async () => {
    using home = createHome();
    const before = home.listing();
    const changes = await home.install(["cline"]);
    expect(changes.map(({ file }) => file.slice(home.path.length + 1)).toSorted()).toEqual(
      [
        "PostToolUse",
        "PreToolUse",
        "SessionShutdown",
        "TaskCancel",
        "TaskComplete",
        "TaskError",
        "TaskStart",
        "UserPromptSubmit",
      ].map((event) => `${FOLDER}/${event}.bash`),
    );
    const script = join(home.path, FOLDER, "TaskStart.bash");
    const ran = Bun.spawnSync(["sh", script], { stdin: Buffer.from('{"a":1}') });
    expect([ran.exitCode, `${ran.stdout}${ran.stderr}`]).toEqual([0, ""]);
    expect(home.read("bin/log")).toBe('{"a":1} hook cline\n');
    await home.uninstall();
    expect(home.listing()).toEqual(before);
  });

  test("the user's own scripts for an event stay; one in our place is said", async () => {
    using home = createHome();
    mkdirSync(join(home.path, FOLDER), { recursive: true });
    home.write(`${FOLDER}/TaskStart`, "#!/bin/sh\nsay begun\n");
    const before = home.listing();
    await home.install(["cline"]);
    await home.uninstall();
    expect(home.listing()).toEqual(before);
    home.write(`${FOLDER}/TaskStart.bash`, "say begun\n");
    const [change] = await home.install(["cline"]);
    expect(change?.problem).toContain("is not ours");
    expect(home.read(`${FOLDER}/TaskError.bash`)).toBeNull();
  });

  test("a script that its user has edited is neither overwritten nor removed", async () => {
    using home = createHome();
    await home.install(["cline"]);
    const file = `${FOLDER}/TaskStart.bash`;
    const text = `${home.read(file)}say begun\n`;
    home.write(file, text);
    expect((await home.install(["cline"]))[0]?.problem).toContain("was edited");
    await home.uninstall();
    expect(home.read(file)).toBe(text);
  });
});
