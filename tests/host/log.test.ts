import { describe, expect, test } from "bun:test";
import * as fs from "node:fs";
import { createLog } from "../../src/host/log.ts";
import { sandbox } from "../support/sandbox.ts";

const linesOf = (path: string) => fs.readFileSync(path, "utf8").trimEnd().split("\n");

describe("a log file", () => {
  test("is the user's own, in a folder that is made for it", () => {
    using box = sandbox();
    const path = `${box.folder}/new/log/hub.log`;
    createLog("info", path).info("hello");
    expect(linesOf(path)).toEqual([expect.stringMatching(/^\d{4}-.*Z info hello$/)]);
    expect((fs.statSync(path).mode & 0o777).toString(8)).toBe("600");
    expect((fs.statSync(`${box.folder}/new/log`).mode & 0o777).toString(8)).toBe("700");
  });

  test("gets no more than its level asks for", () => {
    using box = sandbox();
    const path = `${box.folder}/hub.log`;
    const log = createLog("warn", path);
    for (const level of ["error", "warn", "info", "debug"] as const) log[level](level);
    expect(linesOf(path).map((line) => line.split(" ")[1])).toEqual(["error", "warn"]);
  });

  test("holds one line for each call, whatever it says", () => {
    using box = sandbox();
    const path = `${box.folder}/hub.log`;
    const log = createLog("info", path);
    log.info("one\n2026-01-01T00:00:00.000Z error forged\u001b[31m");
    log.info("x".repeat(100_000));
    expect(linesOf(path).length).toBe(2);
    expect(fs.readFileSync(path, "utf8")).not.toContain("\u001b");
    expect(linesOf(path)[1]?.length).toBeLessThan(4100);
  });

  test("is put aside once it is large, and there is never more than one of those", () => {
    using box = sandbox();
    const path = `${box.folder}/hub.log`;
    const log = createLog("info", path);
    for (let i = 0; i < 1000; i++) log.info("x".repeat(3900));
    log.info("last");
    expect(
      fs
        .readdirSync(box.folder)
        .filter((name) => name.includes("log"))
        .sort(),
    ).toEqual(["hub.log", "hub.log.1"]);
    expect(fs.statSync(path).size).toBeLessThan(1024 * 1024 + 4096);
    expect(linesOf(path).at(-1)).toEndWith("last");
  });

  test("is no symbolic link: another's file is never written", () => {
    using box = sandbox();
    const path = `${box.folder}/hub.log`;
    fs.writeFileSync(`${box.folder}/precious`, "precious");
    fs.symlinkSync(`${box.folder}/precious`, path);
    createLog("error", path).info("hello");
    expect(fs.readFileSync(`${box.folder}/precious`, "utf8")).toBe("precious");
  });

  test("that can't be reopened goes on where it is", () => {
    using box = sandbox();
    const path = `${box.folder}/log/hub.log`;
    const log = createLog("info", path);
    fs.renameSync(`${box.folder}/log`, `${box.folder}/moved`);
    fs.writeFileSync(`${box.folder}/log`, "in the way");
    log.reopen();
    log.info("hello");
    expect(linesOf(`${box.folder}/moved/hub.log`)[0]).toEndWith("hello");
  });
});
