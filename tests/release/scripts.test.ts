import { expect, test } from "bun:test";
import { ROOT } from "../support/paths.ts";

const { scripts, packageManager } = await Bun.file(`${ROOT}/package.json`).json();
const BUN = `npx --yes ${packageManager}`;
const lines = Object.entries(scripts as Record<string, string>);

test("every script runs where there is node and npm, and no bun on the PATH", () => {
  const needsBun = lines.filter(([, line]) => /\bbunx?\b/.test(line.replaceAll(BUN, "")));
  expect(needsBun).toEqual([]);
});

test("every script that runs our code installs what it needs first", () => {
  const isBare = ([name, line]: [string, string]) =>
    name !== "setup" && !/^npm run --silent (setup|build|check)\b/.test(line);
  expect(lines.filter(isBare)).toEqual([]);
});
