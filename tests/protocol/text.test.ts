import { describe, expect, test } from "bun:test";
import { hasControlCharacters, toOneLine, truncate } from "../../src/protocol/text.ts";

describe("one line", () => {
  test("holds no control character of any kind", () => {
    const controls = [0, 7, 8, 9, 10, 13, 0x1b, 0x1f, 0x7f, 0x80, 0x85, 0x9b, 0x9f];
    const separators = [0x2028, 0x2029, 0x202a, 0x202e, 0x2066, 0x2069];
    for (const code of [...controls, ...separators]) {
      const character = String.fromCharCode(code);
      expect(toOneLine(`a${character}b`)).toBe("a b");
      expect(hasControlCharacters(character)).toBe(true);
    }
  });

  test("makes one space of a run of them, and none at the ends", () => {
    expect(toOneLine("\n\r\n a\u001b\u0007\nb \t")).toBe("a b");
  });

  test("keeps what is no control character", () => {
    const text = "zwölf 🦊 — 漢字 ‘x’ \u00a0";
    expect(toOneLine(text)).toBe(text.trim());
    expect(hasControlCharacters(text)).toBe(false);
  });

  test("mends a lone half of a character", () => {
    expect(toOneLine("a\ud83db")).toBe("a\ufffdb");
  });

  test("says the same of the same text each time", () => {
    expect([1, 2, 3].map(() => hasControlCharacters("a\nb"))).toEqual([true, true, true]);
  });
});

describe("a cut text", () => {
  test("is at most as long as asked for and ends in an ellipsis", () => {
    expect(truncate("abcdef", 6)).toBe("abcdef");
    expect(truncate("abcdef", 5)).toBe("abcd…");
  });

  test("never ends in half a character", () => {
    for (let length = 1; length < 9; length++) {
      const cut = truncate("a🦊🦊🦊b🦊", length);
      expect(cut.isWellFormed()).toBe(true);
      expect(cut.length).toBeLessThanOrEqual(length);
    }
  });
});
