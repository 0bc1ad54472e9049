import type { Question } from "../protocol/questions.ts";
import type { Glyphs } from "./glyphs.ts";
import { type Line, widthOf } from "./line.ts";

const TAB = "    ";

/**
 * The whole of what is asked, cut nowhere: a line of its own for each of its
 * lines, and under it what does not fit beside the edge, marked as such.
 */
export function drawQuestion({ detail }: Question, columns: number, glyphs: Glyphs): Line[] {
  const [first, next] = glyphs.isAscii ? ["|", ":"] : ["│", "┊"];
  const width = Math.max(2, columns - 4);
  return (detail ?? "").split("\n").flatMap((line) =>
    chunks(line.replaceAll("\t", TAB), width).map((text, at): Line => {
      return {
        spans: [
          { text: ` ${at === 0 ? first : next} `, style: "faint" },
          { text, style: "strong" },
        ],
      };
    }),
  );
}

/** Whether the terminal shows the text as it is: without UTF-8 it shows ASCII only. */
export function isShowable({ detail }: Question, glyphs: Glyphs): boolean {
  return !glyphs.isAscii || /^[\t\n\x20-\x7e]*$/.test(detail ?? "");
}

// Not at spaces, of which a wrap at words drops some.
function chunks(line: string, width: number): string[] {
  const found: string[] = [];
  let chunk = "";
  let cells = 0;
  for (const { segment } of new Intl.Segmenter().segment(line)) {
    const more = widthOf(segment);
    if (cells + more > width && chunk !== "") {
      found.push(chunk);
      chunk = "";
      cells = 0;
    }
    chunk += segment;
    cells += more;
  }
  return [...found, chunk];
}
