import { expect, test } from "bun:test";
import * as fs from "node:fs";
import { createProjects } from "../../../src/daemon/evidence/projects.ts";
import { findRepository } from "../../../src/host/repository.ts";
import { sandbox } from "../../support/sandbox.ts";

test("subfolders and worktrees are their repository's, and any other folder is its own", () => {
  using box = sandbox();
  const repository = `${box.folder}/shop`;
  fs.mkdirSync(`${repository}/.git/worktrees/tree`, { recursive: true });
  fs.mkdirSync(`${box.folder}/tree/src`, { recursive: true });
  fs.writeFileSync(`${repository}/.git/HEAD`, "ref: refs/heads/main\n");
  fs.writeFileSync(`${repository}/.git/worktrees/tree/HEAD`, "ref: refs/heads/cart\n");
  fs.writeFileSync(`${box.folder}/tree/.git`, "gitdir: ../shop/.git/worktrees/tree\n");
  const projectOf = createProjects((folder) => findRepository(folder, () => false));
  expect(projectOf(`${repository}/packages/api`, 0)).toBe(repository);
  expect(projectOf(`${box.folder}/tree/src`, 0)).toBe(repository);
  expect(projectOf("/", 0)).toBe("/");
});

test("a folder that no repository is around is looked at again a minute later, others never", () => {
  let looks = 0;
  let root: string | undefined;
  const projectOf = createProjects(() => {
    looks += 1;
    return root === undefined ? undefined : { root, branch: undefined };
  });
  for (const nowMs of [0, 1000, 59_999])
    expect(projectOf("/src/shop/api", nowMs)).toBe("/src/shop/api");
  expect(looks).toBe(1);
  root = "/src/shop";
  for (const nowMs of [60_000, 200_000])
    expect(projectOf("/src/shop/api", nowMs)).toBe("/src/shop");
  expect(looks).toBe(2);
});
