import { expect, test } from "bun:test";
import { Excerpt } from "../../src/agents/shape/excerpt.ts";

const always = () => true;

function excerptOf(text: string, step = text.length): unknown {
  const excerpt = new Excerpt();
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += step)
    excerpt.push(bytes.subarray(at, at + step), always);
  return JSON.parse(excerpt.finish());
}

const SMALL = {
  id: "a",
  text: 'quotes " and \\ and \\" and \u0001 and ü and 🙂, {[]}',
  nested: { list: [1, "]", { deep: "}" }], empty: {} },
  none: null,
};

test("what is small comes out as it came in, however it was cut in pieces", () => {
  const text = JSON.stringify(SMALL, null, 1);
  for (let step = 1; step < 40; step++) expect(excerptOf(text, step)).toEqual(SMALL);
});

test("a long text is cut off, never within an escape, and what comes after it is there", () => {
  for (const unit of ["x", "\\", '"', "\\u0041", "\u0001", "ü"]) {
    for (let shift = 0; shift < 8; shift++) {
      const long = `${"y".repeat(shift)}${unit.repeat(30_000)}`;
      const found = excerptOf(JSON.stringify({ long, after: 1 }), 1000 + shift);
      expect(found).toHaveProperty("after", 1);
    }
  }
  const { long } = excerptOf(JSON.stringify({ long: "x".repeat(50_000) })) as { long: string };
  expect(long).toMatch(/^x{8000,9000}$/);
});

test("a member that is large without long texts is left out, and no other", () => {
  const large = Array.from({ length: 50_000 }, (_, i) => i);
  expect(excerptOf(JSON.stringify({ a: 1, large, b: { c: 2 } }))).toEqual({ a: 1, b: { c: 2 } });
});

test("without time for the rest, what was whole by then is there", () => {
  const excerpt = new Excerpt();
  let looks = 0;
  excerpt.push(Buffer.from(`{"a":1,"b":[${"1,".repeat(100_000)}1],"c":3}`), () => looks++ < 2);
  expect(JSON.parse(excerpt.finish())).toEqual({ a: 1 });
});
