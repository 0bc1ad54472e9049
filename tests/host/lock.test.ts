import { expect, test } from "bun:test";
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

test.skipIf(process.platform !== "linux")(
  "whose lock was removed is found, also when it had been put back before",
  () => {
    using box = sandbox();
    const path = `${box.folder}/lock`;
    const lock = tryLock(path, libc);
    expect(orphanedHolder(path)).toBeNull();
    for (const _ of [1, 2]) {
      fs.rmSync(path);
      expect(orphanedHolder(path)).toBe(process.pid);
      lock?.restore(path, libc);
      expect(orphanedHolder(path)).toBeNull();
    }
    lock?.release();
    expect(orphanedHolder(path)).toBeNull();
  },
);
