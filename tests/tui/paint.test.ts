import { expect, test } from "bun:test";
import { UNICODE } from "../../src/tui/glyphs.ts";
import type { Line } from "../../src/tui/line.ts";
import { choosePalette, diffLines, encodeLine } from "../../src/tui/paint.ts";
import { picture } from "./picture.ts";

const SIZE = { columns: 80, rows: 24 };

function encode(hasColor: boolean, given: Parameters<typeof picture>[0] = {}): string[] {
  const { lines } = picture({ size: SIZE, glyphs: UNICODE, ...given });
  return lines.map((line) =>
    encodeLine(line, SIZE.columns, hasColor ? choosePalette({}) : undefined),
  );
}

test("when nothing has changed nothing is written", () => {
  const lines = encode(true);
  expect(diffLines(lines, [...lines])).toBe("");
});

test("only the lines that changed are written, each at its own row", () => {
  const before = ["a", "b", "c"];
  const bytes = diffLines(before, ["a", "x", "c"]);
  expect(bytes).toContain("\u001b[2;1H\u001b[Kx");
  expect(bytes).not.toContain("\u001b[1;1H");
  expect(bytes).not.toContain("\u001b[3;1H");
});

test("a screen whose content is unknown is cleared and drawn whole", () => {
  const bytes = diffLines(undefined, ["a", ""]);
  expect(bytes.indexOf("\u001b[2J")).toBeLessThan(bytes.indexOf("a"));
  expect(bytes).toContain("\u001b[2;1H");
});

test("without colour a line holds no escape sequence, and the marked row is still marked", () => {
  const lines = encode(false);
  expect(lines.join("")).not.toContain("\u001b");
  expect(lines.filter((line) => line.startsWith("▌"))).toHaveLength(1);
});

/** The parameters of every colour sequence in the text, in order. */
function colours(text: string): string[] {
  return text.split("\u001b[").flatMap((piece) => /^([\d;]*)m/.exec(piece)?.[1] ?? []);
}

test("every colour that is switched on is switched off on the same line", () => {
  const away = encode(true, { away: { sinceMs: 0, why: "gone" } });
  for (const line of [...away, ...encode(true)]) {
    const off = colours(line).filter((parameters) => parameters === "0");
    expect(off.length * 2).toBe(colours(line).length);
  }
});

test("no colour is used that is lost on a light or on a dark background", () => {
  const used = colours(encode(true).join("")).flatMap((parameters) => parameters.split(";"));
  expect(used).toContain("31");
  for (const lost of ["30", "33", "37", "90", "93", "97"]) expect(used).not.toContain(lost);
});

test("the selected line keeps the colour of its status, and nothing on it is dim", () => {
  const line: Line = {
    isSelected: true,
    spans: [
      { text: "asks", style: "question" },
      { text: " rest", style: "faint" },
    ],
    beside: { from: 12, spans: [{ text: "| more", style: "plain" }] },
  };
  const encoded = encodeLine(line, 20, choosePalette({}));
  expect(encoded).toBe(
    "\u001b[7;1;31masks\u001b[0m\u001b[7m rest\u001b[0m\u001b[7m   \u001b[0m| more",
  );
});

test("AGENT_CONSOLE_COLORS changes the styles it names, and lets nothing else into the terminal", () => {
  const wanted = "question=1;33:working=38;5;39:nonsense=1:seen=31m\u001b[2J:toString=1";
  const palette = choosePalette({ AGENT_CONSOLE_COLORS: wanted });
  const { question, working, ...rest } = palette;
  expect([question, working]).toEqual(["1;33", "38;5;39"]);
  const { question: _, working: __, ...usual } = choosePalette({});
  expect(rest).toEqual(usual);
});
