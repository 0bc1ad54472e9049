// The wire reference, src/protocol/README.md: that its tables are current is
// tested with the other pages, in tests/readme.test.ts.
import { expect, setDefaultTimeout, test } from "bun:test";
import { COMMANDS, type CommandName } from "../../src/protocol/commands.ts";
import { NOTES } from "../docs/command-notes.ts";
import { blocksOf } from "../docs/markdown.ts";
import { ROOT } from "../support/paths.ts";
import { sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS } from "../support/until.ts";
import type { WireClient } from "../support/wire.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const path = "src/protocol/README.md";
const page = await Bun.file(`${ROOT}/${path}`).text();
const snippets = blocksOf({ path, text: page }).filter(({ info }) => info === "sh");

async function reportDemo(client: WireClient): Promise<void> {
  await client.set("demo", "attention", { working_dir: "/tmp" });
}

test("every field that the reference lists has a type and a meaning", () => {
  const tables = page.split("\n\n").filter((text) => text.startsWith("| field |"));
  const rows = tables.flatMap((table) => table.trim().split("\n").slice(2));
  expect(rows.length).toBeGreaterThan(100);
  const cells = rows.map((row) => row.split(/(?<!\\)\|/).map((cell) => cell.trim()));
  expect(cells.filter(([, , type, meaning]) => type === "" || meaning === "")).toEqual([]);
});

test.each(Object.keys(COMMANDS) as CommandName[])("the example of %s is granted", async (cmd) => {
  using box = sandbox();
  await box.daemon();
  const client = await box.connect();
  await reportDemo(client);
  if (cmd === "REOPEN") await client.data({ cmd: "RM", session_id: "demo" });
  expect(page).toContain(JSON.stringify({ cmd, ...NOTES[cmd].example }));
  expect(await client.ask({ cmd, ...NOTES[cmd].example })).toMatchObject({ ok: true });
});

test("every snippet of the reference works when it is pasted", async () => {
  using box = sandbox();
  await box.daemon();
  await reportDemo(await box.connect());
  const [setup = "", ...others] = snippets.map(({ text }) => text);
  expect(others.length).toBeGreaterThan(3);
  for (const snippet of others) {
    const shell = box.spawn(["sh", "-euc", `${setup}${snippet}`]);
    if (snippet.includes("ignoreeof")) {
      await shell.prints(/"type":"snapshot"/);
      continue;
    }
    const { stdout, stderr, exitCode } = await shell.exited();
    expect([snippet, exitCode, stderr]).toEqual([snippet, 0, ""]);
    expect(stdout).toMatch(/"ok":true|attention/);
    expect(stdout).not.toContain('"ok":false');
  }
});
