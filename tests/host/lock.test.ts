import { describe, expect, test } from "bun:test";
import * as fs from "node:fs";
import { type Libc, openLibc } from "../../src/host/libc.ts";
import { lockHolder, lockNote, tryLock } from "../../src/host/lock.ts";
import { orphanedHolder } from "../../src/host/orphaned-lock.ts";
import { sandbox } from "../support/sandbox.ts";

const libc = openLibc();

test("a lock that is put back stands at its path only once it is locked", () => {
  using box = sandbox();
  const path = `${box.folder}/lock`;
  const lock = tryLock(path, libc, "1.2.3");
  if (lock === null) throw new Error("nobody else has it");
  fs.rmSync(path);
  const seen: boolean[] = [];
  const flock = (fd: number) => {
    seen.push(fs.existsSync(path));
    return libc?.flock(fd) ?? true;
  };
  lock.restore(path, { ...libc, flock } as Libc);
  expect(seen).toEqual([false]);
  expect(lock.isCurrent()).toBe(true);
  expect([lockHolder(path), lockNote(path)]).toEqual([process.pid, "1.2.3"]);
  expect(tryLock(path, libc)).toBeNull();
  expect(fs.readdirSync(box.folder).filter((name) => name.startsWith("lock"))).toEqual(["lock"]);
  lock.release();
  expect(fs.existsSync(path)).toBe(false);
});

test("one that another process has taken meanwhile is not put back", () => {
  using box = sandbox();
  const path = `${box.folder}/lock`;
  const lock = tryLock(path, libc);
  fs.rmSync(path);
  const another = tryLock(path, libc);
  expect(() => lock?.restore(path, libc)).toThrow(`process ${process.pid} has taken it`);
  expect(another?.isCurrent()).toBe(true);
  another?.release();
  lock?.restore(path, libc);
  expect(lock?.isCurrent()).toBe(true);
});

describe.skipIf(process.platform !== "linux")("whose lock was removed", () => {
  for (const [how, search] of [
    ["by its command line", { word: "test" }],
    ["by the kernel's table, where there are many processes", { maxProcesses: 0 }],
  ] as const) {
    test(`is found ${how}, also when it had been put back before`, () => {
      using box = sandbox();
      const path = `${box.folder}/lock`;
      const lock = tryLock(path, libc);
      expect(orphanedHolder(path, search)).toBeNull();
      for (const _ of [1, 2]) {
        fs.rmSync(path);
        expect(orphanedHolder(path, search)).toBe(process.pid);
        lock?.restore(path, libc);
        expect(orphanedHolder(path, search)).toBeNull();
      }
      lock?.release();
      expect(orphanedHolder(path, search)).toBeNull();
    });
  }

  test.skipIf(Bun.which("flock") === null)("is found where flock(1) took it", () => {
    using box = sandbox();
    const path = `${box.folder}/lock`;
    const lock = tryLock(path, null);
    fs.rmSync(path);
    expect(orphanedHolder(path, { word: "test" })).toBe(process.pid);
    lock?.release();
  });

  test("is found where the folder was removed and made again", () => {
    using box = sandbox();
    const folder = `${box.folder}/own`;
    fs.mkdirSync(folder);
    const lock = tryLock(`${folder}/lock`, libc);
    fs.rmSync(folder, { recursive: true });
    fs.mkdirSync(folder);
    expect(orphanedHolder(`${folder}/lock`, { word: "test" })).toBe(process.pid);
    lock?.release();
  });

  test("is not looked for where its word is not", () => {
    using box = sandbox();
    const path = `${box.folder}/lock`;
    const lock = tryLock(path, libc);
    fs.rmSync(path);
    expect(orphanedHolder(path, { word: "no such word" })).toBeNull();
    lock?.release();
  });
});
