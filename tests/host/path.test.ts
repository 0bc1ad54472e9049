import { expect, test } from "bun:test";
import { resolve } from "node:path";
import { absolutePath } from "../../src/host/path.ts";

const PATHS = [
  ..."/ // /a /a/ /a//b /a/./b /a/../b /../a /a/b/../../.. /a/b/. /.a /..a /a... /a%b".split(" "),
  ..."a ./a a/ ../a ../../a . .. a/../../b .a ...".split(" "),
  "",
  "/a b/ c",
  "/ä/☃",
];

test("a path is made absolute as node:path does it", () => {
  expect(PATHS.map((path) => [path, absolutePath(path)])).toEqual(
    PATHS.map((path) => [path, resolve(path)]),
  );
});
