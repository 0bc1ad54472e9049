import { type Line, pad, type Style, widthOf, wrap } from "./line.ts";

/** What stands where no session does, in the middle of the page; a command is never broken. */
export function drawEmpty(
  texts: readonly (readonly [string, Style])[],
  columns: number,
  rows: number,
): Line[] {
  const lines = texts.flatMap(([text, style]) =>
    wrap(text, columns - 2).map((part): Line => {
      const indent = Math.max(0, Math.floor((columns - widthOf(part)) / 2));
      return { spans: [{ text: `${pad("", indent)}${part}`, style }] };
    }),
  );
  const above = Math.max(0, Math.floor((rows - lines.length) / 2));
  return [...Array.from({ length: above }, (): Line => ({ spans: [] })), ...lines];
}

/** What is said of an empty list. The command comes before the words, where only one has room. */
export function emptyTexts(
  isKnown: boolean,
  hasSessions: boolean,
  filter: string,
  rows: number,
): (readonly [string, Style])[] {
  if (!isKnown) return [["connecting", "faint"]];
  if (hasSessions) return [[`nothing matches "${filter}" - esc shows all again`, "faint"]];
  const command = ["agent-console install", "strong"] as const;
  if (rows < 6) return [command];
  return [
    ["no sessions yet", "strong"],
    ["agents whose hooks are in appear here by themselves:", "faint"],
    command,
  ];
}
