import { expect, test } from "bun:test";
import { findProcess } from "../../src/host/process.ts";
import { startedMs } from "../../src/host/processes.ts";
import { uptimeMs } from "../../src/host/uptime.ts";
import { sandbox } from "../support/sandbox.ts";
import { until } from "../support/until.ts";

const isLinux = process.platform === "linux";

test.if(isLinux)("when a process started is told to a fraction of a second", async () => {
  using box = sandbox();
  // Counted in whole seconds, up or down, it would be far off now.
  await until(() => Math.abs((uptimeMs() % 1000) - 500) < 100, "the middle of a second");
  const beforeMs = Date.now();
  const { pid } = box.spawn(["sleep", "600"]);
  const found = findProcess(pid);
  if (found === null) throw new Error("it does not run");
  const beganMs = startedMs(found, Date.now());
  // Both are rounded: to a hundredth of a second there, by the clock's own steps here.
  expect(beganMs).toBeGreaterThan(beforeMs - 100);
  expect(beganMs).toBeLessThan(Date.now() + 100);
});
