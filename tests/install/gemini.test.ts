import { expect, test } from "bun:test";
import { inspectAgents } from "../../src/install/inspect.ts";
import { createHome, type Home } from "./home.ts";

async function problems(home: Home): Promise<string[] | undefined> {
  const [state] = await inspectAgents(home.options(["gemini"]));
  return state?.problems.map(({ what }) => what);
}

test("doctor names the folders where Gemini CLI runs no hook, as it was told not to trust them", async () => {
  using home = createHome();
  await home.install(["gemini"]);
  expect(await problems(home)).toEqual([]);
  const folders = { "/a": "TRUST_FOLDER", "/b": "DO_NOT_TRUST", "/c": "DO_NOT_TRUST" };
  home.write(".gemini/trustedFolders.json", JSON.stringify(folders));
  expect(await problems(home)).toEqual([
    "no hook runs in folders that Gemini CLI was told not to trust: /b and 1 more",
  ]);
  home.write(".gemini/trustedFolders.json", "{");
  expect(await problems(home)).toEqual([]);
});
