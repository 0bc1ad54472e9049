import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS } from "../support/until.ts";
import { replay } from "./driver.ts";
import { fixtures } from "./fixture.ts";

setDefaultTimeout(TEST_LIMIT_MS);

describe("what a real agent sent tells a subscriber what was on its screen, and nothing in between", () => {
  for (const fixture of fixtures()) {
    test(`${fixture.agent}: ${fixture.scenario}`, async () => {
      using box = sandbox();
      const { seen, expected } = await replay(box, fixture);
      expect(seen).toEqual(expected);
    });
  }
});
