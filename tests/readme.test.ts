import { expect, test } from "bun:test";
import { withParts } from "./docs.ts";

const readme = await Bun.file(new URL("../README.md", import.meta.url)).text();

test("the README says of commands and agents what they say of themselves", async () => {
  expect(await withParts(readme)).toBe(readme);
});

test("the README names no version of Bun but the pinned one", async () => {
  const { packageManager } = await Bun.file(new URL("../package.json", import.meta.url)).json();
  const pinned = packageManager.replace("bun@", "");
  const named = [...readme.matchAll(/bun@(\d+\.\d+\.\d+)/g)].map((match) => match[1]);
  expect(named.filter((version) => version !== pinned)).toEqual([]);
});
