import { expect, test } from "bun:test";
import { commandsOf, terminalChildMs } from "../../src/host/children.ts";
import { openPty } from "../support/pty.ts";
import { sandbox } from "../support/sandbox.ts";
import { until } from "../support/until.ts";

const isLinux = process.platform === "linux";

test.if(isLinux)("a child on a terminal of its own is found, with when it began", async () => {
  using box = sandbox();
  box.spawn(["sleep", "600"]);
  expect(terminalChildMs(process.pid, Date.now())).toBeNull();
  const beforeMs = Date.now();
  using _pty = openPty(box, ["sleep", "600"]);
  const beganMs = await until(() => terminalChildMs(process.pid, Date.now()), "the child");
  // Both are rounded: to a hundredth of a second there, by the clock's own steps here.
  expect(beganMs).toBeGreaterThan(beforeMs - 100);
  expect(beganMs).toBeLessThan(Date.now() + 100);
});

test.if(isLinux)("a child is found with what it runs", async () => {
  using box = sandbox();
  const beforeMs = Date.now();
  box.spawn(["sleep", "601"]);
  const found = () =>
    commandsOf(process.pid, Date.now()).find(({ line }) => /sleep 601/.test(line));
  const { beganMs } = await until(found, "the child");
  expect(beganMs).toBeGreaterThan(beforeMs - 100);
});

test("a process that is not there has none", () => {
  expect(commandsOf(2 ** 30, Date.now())).toEqual([]);
  expect(terminalChildMs(2 ** 30, Date.now())).toBeNull();
});
