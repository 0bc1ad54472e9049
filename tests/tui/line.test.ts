import { expect, test } from "bun:test";
import { labelProjects } from "../../src/attention/project.ts";
import { ASCII, chooseGlyphs, UNICODE } from "../../src/tui/glyphs.ts";
import { cut, cutStart, pad, printable, widthOf, wrap } from "../../src/tui/line.ts";

const TEXTS = [
  "plain text here",
  "日本語のメッセージ",
  "e\u0301te\u0301 a\u0300 la plage",
  "👩‍👩‍👧 family ❤️",
  "mixed 日本 e\u0301 👍🏽 end",
];

test("a cut text never takes more cells than it was given, at any width", () => {
  for (const text of TEXTS) {
    for (let width = 0; width < 40; width += 1) {
      for (const glyphs of [UNICODE, ASCII]) {
        expect(widthOf(cut(text, width, glyphs))).toBeLessThanOrEqual(width);
        expect(widthOf(cutStart(text, width, glyphs))).toBeLessThanOrEqual(width);
      }
    }
  }
});

test("a cut text loses at most one cell to a wide character at the edge", () => {
  for (const text of TEXTS) {
    for (let width = 2; width < widthOf(text); width += 1) {
      expect(widthOf(cut(text, width, UNICODE))).toBeGreaterThanOrEqual(width - 1);
    }
  }
});

test("a text that fits is left as it is, and a cut one says so", () => {
  expect(cut("hello", 5, UNICODE)).toBe("hello");
  expect(cut("hello", 4, UNICODE)).toBe("hel…");
  expect(cut("hello", 4, ASCII)).toBe("he..");
  expect(cutStart("shop/packages/api", 8, UNICODE)).toBe("…ges/api");
});

test("padding counts cells, not characters", () => {
  expect(pad("日本", 6)).toBe("日本  ");
  expect(pad("e\u0301", 3, "right")).toBe("  e\u0301");
});

test("without UTF-8 everything is ASCII, and takes the room that is reckoned for it", () => {
  for (const text of TEXTS) {
    const plain = printable(text, ASCII);
    expect(plain).toMatch(/^[ -~]*$/);
    expect(plain.length).toBeGreaterThan(0);
  }
  expect(printable("naïve café", ASCII)).toBe("naive cafe");
});

test("no control character and no change of direction survives", () => {
  const hostile = "a\u001b[2Jb\u0007c\nd\u202ee\u009bf";
  for (const glyphs of [UNICODE, ASCII]) {
    expect(printable(hostile, glyphs)).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
  }
});

test("wrapped lines keep within the width, even without a space to break at", () => {
  for (const text of [...TEXTS, "x".repeat(100), "日".repeat(50)]) {
    for (const width of [2, 3, 10, 30]) {
      for (const line of wrap(text, width)) expect(widthOf(line)).toBeLessThanOrEqual(width);
    }
  }
});

test("the locale decides, in the order in which C reads it", () => {
  expect(chooseGlyphs({ LANG: "en_US.UTF-8" })).toBe(UNICODE);
  expect(chooseGlyphs({ LANG: "de_DE.utf8", LC_ALL: "" })).toBe(UNICODE);
  expect(chooseGlyphs({ LANG: "en_US.UTF-8", LC_ALL: "C" })).toBe(ASCII);
  expect(chooseGlyphs({})).toBe(ASCII);
});

test("a project is named by the shortest end of its path that no other has", () => {
  const paths = [
    "/a/shop/api",
    "/b/blog/api",
    "/c/web",
    "/api",
    "/",
    "C:\\src\\tool",
    "/x/shop/api",
  ];
  expect(Object.fromEntries(labelProjects(paths))).toEqual({
    "/a/shop/api": "a/shop/api",
    "/x/shop/api": "x/shop/api",
    "/b/blog/api": "blog/api",
    "/c/web": "web",
    "/api": "/api",
    "/": "/",
    "C:\\src\\tool": "tool",
  });
});

test("no two projects are ever named alike", () => {
  const paths = ["/a", "/a/", "/a/a", "/a/a/a", "/b/a", "a", "//a"];
  const labels = [...labelProjects(paths).values()];
  expect(new Set(labels).size).toBe(paths.length);
});
