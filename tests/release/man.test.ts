import { expect, test } from "bun:test";
import { describeCommands } from "../../src/cli/shell/spec.ts";
import { COMMAND_TREE } from "../../src/cli/tree.ts";
import { sandbox } from "../support/sandbox.ts";

test("the manual names every command and every flag", async () => {
  using box = sandbox();
  const { stdout } = await box.run(["man"]);
  const text = stdout.replaceAll("\\-", "-").replace(/\\f[BIR]/g, "");
  const names = (await describeCommands(COMMAND_TREE)).flatMap(({ name, flags }) => [
    `agent-console ${name}`,
    ...flags.map((flag) => flag.name),
  ]);
  expect(names.filter((name) => !text.includes(name))).toEqual([]);
});

test.if(Bun.which("mandoc") !== null)("the manual has no fault that mandoc knows of", async () => {
  using box = sandbox();
  const { stdout } = await box.run(["man"]);
  await Bun.write(`${box.folder}/agent-console.1`, stdout);
  const lint = await box.exec(["mandoc", "-T", "lint", "-W", "warning", "agent-console.1"]);
  expect(lint.stdout).toBe("");
});
