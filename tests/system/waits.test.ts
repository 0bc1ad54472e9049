// How long a person was waited for is kept where the sessions are.
import { expect, setDefaultTimeout, test } from "bun:test";
import * as fs from "node:fs";
import { sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS, until } from "../support/until.ts";
import type { WireClient } from "../support/wire.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const totals = async (wire: WireClient) =>
  (await wire.status()).waits.map(({ working_dir, total_seconds }) => ({
    project: working_dir,
    seconds: total_seconds,
  }));
const longest = async (wire: WireClient) => (await totals(wire))[0]?.seconds ?? 0;

test("how long a repository was waited for survives a kill -9, and goes on", async () => {
  using box = sandbox();
  const shop = `${box.folder}/shop`;
  fs.mkdirSync(`${shop}/.git`, { recursive: true });
  fs.writeFileSync(`${shop}/.git/HEAD`, "ref: refs/heads/main\n");
  const killed = await box.daemon();
  const before = await box.connect();
  await before.set("root", "question", { working_dir: shop });
  await before.set("api", "question", { working_dir: `${shop}/packages/api` });
  await until(async () => (await longest(before)) >= 2, "two seconds");
  await before.set("root", "working");
  await before.set("api", "working");
  const counted = await totals(before);
  expect(counted).toEqual([{ project: shop, seconds: expect.any(Number) }]);
  const seconds = counted[0]?.seconds ?? 0;
  killed.signal("SIGKILL");
  await killed.exited();
  const daemon = await box.daemon();
  const after = await box.connect();
  expect(await totals(after)).toEqual(counted);
  await after.set("api", "question");
  await until(async () => (await longest(after)) > seconds, "one second more");
  daemon.signal("SIGTERM");
  await daemon.exited();
  await box.daemon();
  await until(async () => (await longest(await box.connect())) > seconds, "the same");
});
