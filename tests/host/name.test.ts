import { expect, test } from "bun:test";
import { hostname } from "node:os";
import { machineName } from "../../src/host/name.ts";

test("a hook and the hub call the machine the same", async () => {
  expect(await machineName()).toBe(hostname());
});
