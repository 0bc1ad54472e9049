import { expect, test } from "bun:test";
import * as fs from "node:fs";
import { runtimeFolder } from "../../src/host/runtime-folder.ts";
import { lockName } from "../../src/protocol/address.ts";
import { processesOf, sandbox } from "./sandbox.ts";
import { until } from "./until.ts";

test("a sandbox leaves no process behind, not even one that is started while it ends", async () => {
  const box = sandbox();
  const { folder } = box;
  // Each starts the next one, in a session of its own, and stays.
  const CHAIN = `[ $1 -gt 300 ] && exit
setsid sh -c "$CHAIN" sh $(($1 + 1)) &
exec sleep 20`;
  box.spawn(["sh", "-c", CHAIN, "sh", "0"], { env: { CHAIN } });
  await until(() => processesOf(folder).length > 5, "the chain");
  box[Symbol.dispose]();
  expect(processesOf(folder)).toEqual([]);
});

test("a sandbox leaves no file beside the user's locks", async () => {
  const box = sandbox();
  const { folder } = box;
  await box.run(["list", "--socket", `${folder}/missing/hub.sock`]);
  const stdin = JSON.stringify({ session_id: "a", hook_event_name: "SessionStart", cwd: "/" });
  await box.run(["hook", "claude", "--socket", `${folder}/missing/hub.sock`], { stdin });
  const left = () =>
    fs.readdirSync(runtimeFolder()).filter((one) => one.startsWith(lockName(folder)));
  expect(left()).not.toEqual([]);
  box[Symbol.dispose]();
  expect(left()).toEqual([]);
});
