import { expect, test } from "bun:test";
import * as fs from "node:fs";
import { openLibc } from "../../src/host/libc.ts";
import { watchNames } from "../../src/host/name-watch.ts";
import { sandbox } from "../support/sandbox.ts";
import { until } from "../support/until.ts";

test.if(process.platform === "linux")(
  "a name that comes or goes is told of, what is written to it is not",
  async () => {
    using box = sandbox();
    const told: (string | null)[] = [];
    const events = { onChange: (name: string | null) => told.push(name), onRefused() {} };
    fs.writeFileSync(`${box.folder}/a`, "");
    const watch = watchNames(openLibc(), box.folder, events);
    fs.appendFileSync(`${box.folder}/a`, "x");
    fs.writeFileSync(`${box.folder}/b`, "");
    await until(
      () => told.length === 1,
      "the new name",
      () => told,
    );
    fs.rmSync(`${box.folder}/a`);
    await until(
      () => told.length === 2,
      "the removed name",
      () => told,
    );
    watch.close();
  },
);

test("where the system has no such thing, that is said", () => {
  const told: string[] = [];
  watchNames(null, "/", { onChange() {}, onRefused: () => told.push("refused") });
  expect(told).toEqual(["refused"]);
});
