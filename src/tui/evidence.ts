import type { Explanation, Testimony } from "../protocol/answers.ts";
import type { Glyphs } from "./glyphs.ts";
import { type Line, pad, printable } from "./line.ts";

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
  const rows = heard.map((said): Line => {
    const when = said.at_ms === null ? "" : clock(said.at_ms);
    const mark = said.settled ? glyphs.dot : " ";
    const place = columns >= 40 ? `${pad(said.source, SOURCE)}${pad(when, TIME)}` : "";
    return {
      spans: [
        { text: ` ${mark} ${place}`, style: "faint" },
        { text: printable(wordsOf(said), glyphs), style: said.settled ? "strong" : "plain" },
      ],
    };
  });
  return [{ spans: [{ text: " what it rests on", style: "faint" }] }, ...rows];
}

function wordsOf({ event, status, reason, verdict }: Testimony): string {
  const said = [event, status, reason].filter(Boolean).join(" ");
  return said === "" ? verdict : `${said} - ${verdict}`;
}
