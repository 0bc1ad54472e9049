import { expect, test } from "bun:test";
import { createExits } from "../../src/host/exits.ts";
import { openLibc } from "../../src/host/libc.ts";

const exits = createExits(openLibc());

function ended(pid: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  expect(exits.watch(pid, resolve)).not.toBeNull();
  return promise;
}

test.if(process.platform === "linux")("a process that is killed or ends is told of", async () => {
  const killed = Bun.spawn(["sleep", "600"]);
  const leaving = Bun.spawn(["cat"], { stdin: "pipe" });
  const told = [ended(killed.pid), ended(leaving.pid)];
  killed.kill("SIGKILL");
  leaving.stdin.end();
  await Promise.all(told);
});

test("a missing process can't be waited for", async () => {
  const gone = Bun.spawn(["true"]);
  await gone.exited;
  expect(exits.watch(gone.pid, () => {})).toBeNull();
});

test.if(process.platform === "linux")("one that is waited for no more is not told of", async () => {
  const child = Bun.spawn(["sleep", "600"]);
  const told: string[] = [];
  const stop = exits.watch(child.pid, () => told.push("stopped"));
  const other = ended(child.pid).then(() => told.push("other"));
  stop?.();
  child.kill("SIGKILL");
  await other;
  expect(told).toEqual(["other"]);
});

test("without the system calls there are no notifications", () => {
  expect(createExits(null).watch(process.pid, () => {})).toBeNull();
});
