import { describe, expect, test } from "bun:test";
import {
  barText,
  hasControlCharacters,
  shellWord,
  toJson,
  toOneLine,
  truncate,
} from "../../src/protocol/text.ts";

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

  test("holds nothing invisible, and joins only what is written joined", () => {
    const invisible = ["\u200b", "\u200e", "\u200f", "\u061c", "\u2060", "\ufeff", "\u00ad"];
    for (const one of [...invisible, "\u200c", "\u200d", "\u{e0041}"]) {
      expect(toOneLine(`a${one}b`)).toBe("ab");
    }
    for (const joined of ["👩\u200d💻", "❤\ufe0f\u200d🔥", "می\u200cخواهم"]) {
      expect(toOneLine(joined)).toBe(joined);
    }
    expect(toOneLine("👩\u200d\u200d💻")).not.toContain("\u200d\u200d");
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

// What must not get through to any place that acts on it.
const UNSAFE = [
  ...["\u0000", "\u0003", "\n", "\r", "\u001b", "\u007f", "\u0085", "\u009b", "\u2028"],
  ...["\u202e", "\u2066", "\u200b", "\u200d", "\u200f", "\ufeff", "\ud800", "\u{e0041}"],
];

describe("a word of a shell's line", () => {
  test("is none where it holds anything that acts when it is pasted", () => {
    for (const one of UNSAFE) expect([one, shellWord(`/src/a${one}b`)]).toEqual([one, undefined]);
    expect(shellWord("/src/shop\u001b[201~\u0003\rtouch /tmp/pwned\r#")).toBeUndefined();
  });

  test("is quoted where the shell would read more than a word", () => {
    expect(shellWord("/src/shop")).toBe("/src/shop");
    expect(shellWord("it's $(id) 🦊")).toBe("'it'\\''s $(id) 🦊'");
  });
});

test("a part of a bar's line has none of the signs that bars act on", () => {
  expect(barText("#[bg=red]#(id)%{F}<b>\u001b[31m\u202e")).toBe("__bg_red___id___F__b_ _31m");
});

describe("JSON for standard output", () => {
  test("escapes whatever can't be printed, and reads back as it was", () => {
    for (const one of UNSAFE) {
      const value = { path: `/src/a${one}b`, [one]: [one] };
      const json = toJson(value);
      expect(json).toMatch(/^[\x20-\x7e]*$/);
      expect(JSON.parse(json)).toEqual(value);
    }
  });

  test("keeps what can, and its own line breaks", () => {
    expect(toJson({ a: "zwölf 🦊 ❤️" })).toBe('{"a":"zwölf 🦊 ❤️"}');
    expect(toJson({ a: "\u009b" }, 2)).toBe('{\n  "a": "\\u009b"\n}');
  });
});
