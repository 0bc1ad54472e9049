import { expect, test } from "bun:test";
import * as fs from "node:fs";
import { createSpoolWatch } from "../../../src/daemon/spool-watch.ts";
import { openLibc } from "../../../src/host/libc.ts";
import { sandbox } from "../../support/sandbox.ts";
import { until } from "../../support/until.ts";

test.if(process.platform === "linux")(
  "a report left in the spool is told while somebody follows, and by nothing but the folder",
  async () => {
    using box = sandbox();
    const folder = `${box.folder}/spool`;
    let taken = 0;
    const watch = createSpoolWatch(openLibc(), folder, () => taken++);
    watch.follow(true);
    const before = taken;
    fs.writeFileSync(`${folder}/report`, "");
    await until(() => taken > before, "the report to be taken in");
    fs.rmSync(`${folder}/report`);
    watch.stop();
    expect(fs.existsSync(folder)).toBe(false);
  },
);

test("what was left before somebody follows is taken in at once, and nothing without the system's word", () => {
  using box = sandbox();
  const folder = `${box.folder}/spool`;
  let taken = 0;
  const watch = createSpoolWatch(openLibc(), folder, () => taken++);
  expect(taken).toBe(0);
  watch.follow(true);
  watch.follow(true);
  expect(taken).toBe(openLibc() === null ? 0 : 1);
  watch.stop();
  const untold = createSpoolWatch(null, folder, () => taken++);
  untold.follow(true);
  expect(fs.existsSync(folder)).toBe(false);
});
