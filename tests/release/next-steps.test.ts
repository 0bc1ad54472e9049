import { describe, expect, test } from "bun:test";
import * as fs from "node:fs";
import { ROOT } from "../support/paths.ts";
import { openPty } from "../support/pty.ts";
import { type Sandbox, sandbox } from "../support/sandbox.ts";

const SHELLS = [["dash"], ["busybox", "sh"], ["bash"]].filter(
  ([program = ""]) => Bun.which(program) !== null,
);

/** A clone with a built program, in the sandbox. @returns where its script is. */
function clone(box: Sandbox): string {
  const folder = `${box.folder}/clone`;
  fs.mkdirSync(`${folder}/src/release`, { recursive: true });
  fs.mkdirSync(`${folder}/dist`);
  fs.copyFileSync(`${ROOT}/src/release/next-steps.sh`, `${folder}/src/release/next-steps.sh`);
  fs.writeFileSync(`${folder}/dist/agent-console`, "#!/bin/sh\n", { mode: 0o755 });
  return `${folder}/src/release/next-steps.sh`;
}

const linkOf = (box: Sandbox) => `${box.env.HOME}/.local/bin/agent-console`;
const onPath = (box: Sandbox) => ({ PATH: `${box.env.HOME}/.local/bin:${box.env.PATH}` });
const filesOf = (box: Sandbox) =>
  fs.readdirSync(box.env.HOME ?? "", { recursive: true, encoding: "utf8" });

test.if(Bun.which("npm") !== null)("npm says nothing of itself after these lines", async () => {
  using box = sandbox();
  const { stdout } = await box.exec(["npm", "config", "get", "update-notifier"], { cwd: ROOT });
  expect(stdout).toBe("false\n");
});

describe.each(SHELLS)("%s", (...shell) => {
  test("off a terminal it asks nothing, writes nothing and says the next two lines", async () => {
    using box = sandbox();
    const script = clone(box);
    const { exitCode, stdout, stderr } = await box.exec([...shell, script], {
      cwd: `${box.folder}/clone`,
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toContain(`ln -sf '${box.folder}/clone/dist/agent-console' '${linkOf(box)}'`);
    const [install, watch] = stdout.trimEnd().split("\n").slice(-2);
    expect(install).toStartWith("  ./dist/agent-console install ");
    expect(watch).toStartWith("  ./dist/agent-console watch ");
    expect(filesOf(box)).toEqual([]);
  });

  test("on a terminal it links the program when told to, and its name is enough then", async () => {
    using box = sandbox();
    const script = clone(box);
    using terminal = openPty(box, [...shell, script], onPath(box));
    await terminal.prints(/\[Y\/n\] /);
    terminal.write("\n");
    expect(await terminal.exited()).toBe(0);
    expect(fs.readlinkSync(linkOf(box))).toBe(`${box.folder}/clone/dist/agent-console`);
    expect(terminal.output).toMatch(/\r\n {2}agent-console install /);
    const again = await box.exec([...shell, script], { env: onPath(box) });
    expect(again.stdout).not.toContain("ln -s");
    expect(again.stdout).toContain("\n  agent-console watch ");
  });

  test("a no is a no", async () => {
    using box = sandbox();
    const script = clone(box);
    using terminal = openPty(box, [...shell, script]);
    await terminal.prints(/\[Y\/n\] /);
    terminal.write("n\n");
    expect(await terminal.exited()).toBe(0);
    expect(terminal.output).toContain(`  ${box.folder}/clone/dist/agent-console install `);
    expect(filesOf(box)).toEqual([]);
  });

  test("a folder that is not on the PATH is said, and no start-up file is written", async () => {
    using box = sandbox();
    const script = clone(box);
    using terminal = openPty(box, [...shell, script]);
    await terminal.prints(/\[Y\/n\] /);
    terminal.write("y\n");
    expect(await terminal.exited()).toBe(0);
    expect(terminal.output).toContain(`export PATH="${box.env.HOME}/.local/bin:$PATH"`);
    expect(filesOf(box).sort()).toEqual([".local", ".local/bin", ".local/bin/agent-console"]);
  });

  test("an installed program stays as it is", async () => {
    using box = sandbox();
    await Bun.write(linkOf(box), "#!/bin/sh\n# a release\n");
    const script = clone(box);
    using terminal = openPty(box, [...shell, script], onPath(box));
    expect(await terminal.exited()).toBe(0);
    expect(terminal.output).toContain("is another agent-console, and stays as it is");
    expect(await Bun.file(linkOf(box)).text()).toContain("a release");
  });

  test("a link to a clone that is gone is offered anew", async () => {
    using box = sandbox();
    fs.mkdirSync(`${box.env.HOME}/.local/bin`, { recursive: true });
    fs.symlinkSync(`${box.folder}/gone/dist/agent-console`, linkOf(box));
    const script = clone(box);
    using terminal = openPty(box, [...shell, script], onPath(box));
    await terminal.prints(/\[Y\/n\] /);
    terminal.write("\n");
    expect(await terminal.exited()).toBe(0);
    expect(fs.readlinkSync(linkOf(box))).toBe(`${box.folder}/clone/dist/agent-console`);
  });
});
