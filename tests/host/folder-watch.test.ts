import { expect, test } from "bun:test";
import * as fs from "node:fs";
import { type FolderWatch, watchFolder } from "../../src/host/folder-watch.ts";
import { sandbox } from "../support/sandbox.ts";
import { until } from "../support/until.ts";

/** Watches a folder and keeps the names that it was told of. */
function watching(folder: string) {
  const names: (string | null)[] = [];
  const watch: FolderWatch = watchFolder(folder, {
    onChange: (name) => names.push(name),
    onRefused: () => names.push("refused"),
  });
  const sees = (name: string | null) =>
    until(
      () => names.includes(name),
      `a change of ${name}`,
      () => names,
    );
  return { names, sees, [Symbol.dispose]: () => watch.close() };
}

test("a file that is renamed into the folder, or grows, gives an event with its name", async () => {
  using box = sandbox();
  const folder = `${box.folder}/records`;
  fs.mkdirSync(folder);
  using watch = watching(folder);
  fs.writeFileSync(`${box.folder}/new`, "x");
  fs.renameSync(`${box.folder}/new`, `${folder}/a.json`);
  await watch.sees("a.json");
  fs.writeFileSync(`${folder}/b.json`, "x");
  await watch.sees("b.json");
});

test("a folder that is removed and created again is still watched", async () => {
  using box = sandbox();
  const folder = `${box.folder}/records`;
  fs.mkdirSync(folder);
  using watch = watching(folder);
  fs.rmSync(folder, { recursive: true });
  await watch.sees("records");
  fs.mkdirSync(folder);
  await watch.sees(null);
  fs.writeFileSync(`${folder}/c.json`, "x");
  await watch.sees("c.json");
});

test("a folder that was created again before the event of its removal is still watched", async () => {
  using box = sandbox();
  const folder = `${box.folder}/records`;
  fs.mkdirSync(folder);
  using watch = watching(folder);
  fs.rmSync(folder, { recursive: true });
  fs.mkdirSync(folder);
  await watch.sees(null);
  fs.writeFileSync(`${folder}/c.json`, "x");
  await watch.sees("c.json");
});

test("a missing folder is watched once it is created, with its ancestors", async () => {
  using box = sandbox();
  const folder = `${box.folder}/one/two/three`;
  using watch = watching(folder);
  fs.mkdirSync(folder, { recursive: true });
  await watch.sees(null);
  fs.writeFileSync(`${folder}/d.json`, "x");
  await watch.sees("d.json");
  expect(watch.names).not.toContain("refused");
});
