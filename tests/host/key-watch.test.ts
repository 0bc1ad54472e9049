import { expect, test } from "bun:test";
import * as fs from "node:fs";
import { watchKeys } from "../../src/host/key-watch.ts";
import { openLibc } from "../../src/host/libc.ts";
import { sandbox } from "../support/sandbox.ts";
import { until } from "../support/until.ts";

test.if(process.platform === "linux")(
  "what is read from a file is told of, what is written to it is not",
  async () => {
    using box = sandbox();
    const [a, b] = [`${box.folder}/a`, `${box.folder}/b`];
    let told = 0;
    const watch = watchKeys(openLibc(), () => {
      told += 1;
    });
    for (const path of [a, b]) {
      fs.writeFileSync(path, "x");
      watch.add(path);
    }
    await Promise.resolve(); // both are watched from here on
    fs.appendFileSync(a, "x");
    fs.readFileSync(a);
    await until(
      () => told === 1,
      "the first key",
      () => told,
    );
    fs.readFileSync(b);
    await until(
      () => told === 2,
      "the second key",
      () => told,
    );
    watch.remove(a);
    watch.remove(b);
  },
);

test("where the system has no such thing, nothing is told", async () => {
  let told = 0;
  const watch = watchKeys(null, () => {
    told += 1;
  });
  watch.add(import.meta.path);
  await Promise.resolve();
  fs.readFileSync(import.meta.path);
  watch.remove(import.meta.path);
  expect(told).toBe(0);
});
