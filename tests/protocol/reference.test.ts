// The wire reference, src/protocol/README.md: that its tables are current, and
// that its lines can be pasted, is tested with the other pages.
import { expect, setDefaultTimeout, test } from "bun:test";
import { COMMANDS, type CommandName } from "../../src/protocol/commands.ts";
import { NOTES } from "../docs/command-notes.ts";
import { ROOT } from "../support/paths.ts";
import { sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS } from "../support/until.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const page = await Bun.file(`${ROOT}/src/protocol/README.md`).text();

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
  await client.set("demo", "attention", { working_dir: "/tmp" });
  if (cmd === "REOPEN") await client.data({ cmd: "RM", session_id: "demo" });
  expect(page).toContain(JSON.stringify({ cmd, ...NOTES[cmd].example }));
  expect(await client.ask({ cmd, ...NOTES[cmd].example })).toMatchObject({ ok: true });
});
