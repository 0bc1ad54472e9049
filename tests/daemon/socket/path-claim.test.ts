import { expect, test } from "bun:test";
import * as fs from "node:fs";
import { createPathClaim } from "../../../src/daemon/socket/path-claim.ts";
import { sandbox } from "../../support/sandbox.ts";

test("a path is lost once it is gone, or leads to what another has put there", () => {
  using box = sandbox();
  const path = `${box.folder}/one`;
  const claim = createPathClaim();
  expect(claim).toMatchObject({ inode: undefined, isLost: false });
  fs.writeFileSync(path, "");
  claim.take(path);
  expect(claim).toMatchObject({ inode: fs.statSync(path).ino, isLost: false });
  fs.renameSync(path, `${path}.away`);
  expect(claim).toMatchObject({ inode: undefined, isLost: true });
  fs.writeFileSync(path, "");
  expect(claim).toMatchObject({ inode: undefined, isLost: true });
  fs.renameSync(`${path}.away`, path);
  expect(claim.isLost).toBe(false);
});
