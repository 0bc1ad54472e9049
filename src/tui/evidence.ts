import type { Explanation, Testimony } from "../protocol/answers.ts";
import type { Glyphs } from "./glyphs.ts";
import { type Line, pad, printable, widthOf, wrap } from "./line.ts";

const SOURCE = 11;
const TIME = 9;

/** What a session's status rests on: each source that was heard, and what came of it. */
export function drawEvidence(
  { evidence }: Explanation,
  columns: number,
  clock: (ms: number) => string,
  glyphs: Glyphs,
): Line[] {
  const heard = evidence.filter(({ at_ms, settled }) => at_ms !== null || settled);
  const rows = heard.flatMap((said): Line[] => {
    const when = said.at_ms === null ? "" : clock(said.at_ms);
    const mark = said.settled ? glyphs.dot : " ";
    const place = columns >= 40 ? `${pad(said.source, SOURCE)}${pad(when, TIME)}` : "";
    const lead = ` ${mark} ${place}`;
    const room = Math.max(10, columns - widthOf(lead) - 1);
    return wrap(printable(wordsOf(said), glyphs), room).map((text, index) => ({
      spans: [
        { text: index === 0 ? lead : pad("", widthOf(lead)), style: "faint" },
        { text, style: said.settled ? "strong" : "plain" },
      ],
    }));
  });
  return [{ spans: [{ text: " what it rests on", style: "faint" }] }, ...rows];
}

function wordsOf({ event, status, reason, verdict }: Testimony): string {
  const said = [event, status, reason].filter(Boolean).join(" ");
  return said === "" ? verdict : `${said} - ${verdict}`;
}
