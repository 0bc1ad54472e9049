import { describe, expect, test } from "bun:test";
import { LineSplitter } from "../../src/protocol/lines.ts";

const LIMIT = 64;

/** The lines that these chunks give, the unfinished last one included. */
function split(chunks: readonly Buffer[]): string[] | "too_long" {
  const splitter = new LineSplitter(LIMIT);
  const lines: string[] = [];
  for (const chunk of chunks) {
    const rest = splitter.push(chunk, (line) => lines.push(line) > 0);
    if (rest === "too_long") return rest;
  }
  const last = splitter.end();
  return last === undefined ? lines : [...lines, last];
}

const TEXT = Buffer.from('{"a":1}\r\n\n\r\nzwölf 🦊\n\nlast');
const LINES = ['{"a":1}', "zwölf 🦊", "last"];

describe("lines", () => {
  test("come out the same at every split position", () => {
    for (let at = 0; at <= TEXT.length; at++) {
      expect(split([TEXT.subarray(0, at), TEXT.subarray(at)])).toEqual(LINES);
    }
  });

  test("come out the same at every pair of split positions", () => {
    for (let a = 0; a <= TEXT.length; a++) {
      for (let b = a; b <= TEXT.length; b++) {
        const parts = [TEXT.subarray(0, a), TEXT.subarray(a, b), TEXT.subarray(b)];
        expect(split(parts)).toEqual(LINES);
      }
    }
  });

  test("come out the same one byte at a time", () => {
    expect(split(Array.from(TEXT, (byte) => Buffer.from([byte])))).toEqual(LINES);
  });

  test("lose a carriage return before the line feed and no other", () => {
    expect(split([Buffer.from("a\rb\r\r\nc\r")])).toEqual(["a\rb\r", "c"]);
  });

  test("that are blank are skipped, with and without a carriage return", () => {
    expect(split([Buffer.from("\n\r\n\n"), Buffer.from("\r"), Buffer.from("\n")])).toEqual([]);
  });

  test("of exactly the limit pass, one byte more is too long", () => {
    expect(split([Buffer.from(`${"x".repeat(LIMIT)}\n`)])).toEqual(["x".repeat(LIMIT)]);
    expect(split([Buffer.from(`${"x".repeat(LIMIT + 1)}\n`)])).toBe("too_long");
  });

  test("without an end are too long as soon as the limit is passed", () => {
    const byte = Buffer.from("x");
    expect(split(Array.from({ length: LIMIT }, () => byte))).toEqual(["x".repeat(LIMIT)]);
    expect(split(Array.from({ length: LIMIT + 1 }, () => byte))).toBe("too_long");
  });

  test("before one that is too long are still handed out", () => {
    const lines: string[] = [];
    const splitter = new LineSplitter(LIMIT);
    const chunk = Buffer.from(`one\ntwo\n${"x".repeat(LIMIT + 1)}`);
    expect(splitter.push(chunk, (line) => lines.push(line) > 0)).toBe("too_long");
    expect(lines).toEqual(["one", "two"]);
  });

  test("after a stop are given back, and nothing of them is lost", () => {
    const splitter = new LineSplitter(LIMIT);
    const lines: string[] = [];
    let input: Buffer | undefined = Buffer.from("one\ntwo\nthree\nfour");
    let stops = 0;
    while (input !== undefined) {
      const rest = splitter.push(input, (line) => {
        lines.push(line);
        return false;
      });
      if (rest === "too_long") throw new Error("no line is");
      if (rest !== undefined) stops += 1;
      input = rest;
    }
    expect(stops).toBe(3);
    expect(lines).toEqual(["one", "two", "three"]);
    expect(splitter.end()?.toString()).toBe("four");
  });

  test("do not change when the chunk they came in is used again", () => {
    const chunk = Buffer.from("half");
    const splitter = new LineSplitter(LIMIT);
    splitter.push(chunk, () => true);
    chunk.fill("x");
    const lines: string[] = [];
    splitter.push(Buffer.from(" done\n"), (line) => lines.push(line) > 0);
    expect(lines).toEqual(["half done"]);
  });
});
