import { expect, test } from "bun:test";
import { join, own } from "../../src/host/scratch.ts";

const LONG = "ü".repeat(300 * 1024);

test("texts and bytes come out joined, as UTF-8", () => {
  expect(join(["zwölf ", Buffer.from("🦊"), "\n"]).toString()).toBe("zwölf 🦊\n");
  expect(join([])).toHaveLength(0);
});

test("what is too long for the shared buffer is joined all the same", () => {
  expect(join([LONG, "\n"]).toString()).toBe(`${LONG}\n`);
});

test("texts come out whole on either side of the shared buffer's end", () => {
  for (const text of ["a".repeat(200 * 1024), "ü".repeat(100 * 1024), "ü".repeat(200 * 1024)]) {
    for (const parts of [[text], [text, "\ud83e"], [text, Buffer.from("🦊"), text]]) {
      const expected = Buffer.concat(
        parts.map((part) => (typeof part === "string" ? Buffer.from(part) : part)),
      );
      expect(join(parts).equals(expected)).toBe(true);
    }
  }
});

test("bytes that were taken out are not written over", () => {
  const kept = own(join(["first"]).subarray(1));
  join(["SECOND"]);
  expect(kept.toString()).toBe("irst");
});

test("bytes of somebody else's stay where they are", () => {
  const bytes = Buffer.from("here");
  expect(join([bytes])).toBe(bytes);
  expect(own(bytes)).toBe(bytes);
});
