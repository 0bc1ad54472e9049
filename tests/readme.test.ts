import { expect, test } from "bun:test";
import { GENERATED_PAGES, withParts } from "./docs.ts";
import { ROOT } from "./support/paths.ts";

const readme = await Bun.file(`${ROOT}/README.md`).text();

test.each(GENERATED_PAGES)("%s says what the program says of itself", async (page) => {
  const text = await Bun.file(`${ROOT}/${page}`).text();
  expect(await withParts(page, text)).toBe(text);
});

test("the README names no version of Bun but the pinned one", async () => {
  const { packageManager } = await Bun.file(`${ROOT}/package.json`).json();
  const pinned = packageManager.replace("bun@", "");
  const named = [...readme.matchAll(/bun@(\d+\.\d+\.\d+)/g)].map((match) => match[1]);
  expect(named.filter((version) => version !== pinned)).toEqual([]);
});
