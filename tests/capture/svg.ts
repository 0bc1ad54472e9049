const CELL = { width: 8.4, height: 19 };
const MARGIN = 14;
const GROUND = "#16181d";
const TEXT = "#d5d9e0";
/** The sixteen colours of a terminal, by their number. */
const COLORS = [
  ...["#3b4048", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#c8ccd4"],
  ...["#6b7280", "#ff7b86", "#b5e890", "#ffd98a", "#7cc4ff", "#dd9bf5", "#7adbe5", "#ffffff"],
];

interface Style {
  color: string;
  isBold: boolean;
  isDim: boolean;
  isInverse: boolean;
}
const PLAIN: Style = { color: TEXT, isBold: false, isDim: false, isInverse: false };

/** Draws what a terminal shows, text with colour sequences in it, as an SVG. */
export function drawSvg(screen: string, columns: number): string {
  const lines = screen.split("\n");
  const width = Math.ceil(columns * CELL.width + 2 * MARGIN);
  const height = Math.ceil(lines.length * CELL.height + 2 * MARGIN);
  let style = PLAIN;
  const drawn = lines.map((line, row) => {
    const parts: string[] = [];
    let column = 0;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colour sequences begin with one
    for (const [, codes, text = ""] of line.matchAll(/\u001b\[([\d;]*)m|([^\u001b]+)/g)) {
      if (codes !== undefined) style = restyle(style, codes);
      else {
        parts.push(drawText(text, column, row, style));
        column += Bun.stringWidth(text);
      }
    }
    return parts.join("");
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" role="img">
<title>agent-console watch</title>
<rect width="100%" height="100%" rx="8" fill="${GROUND}"/>
<g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14" xml:space="preserve">
${drawn.filter(Boolean).join("\n")}
</g>
</svg>
`;
}

function drawText(text: string, column: number, row: number, style: Style): string {
  const x = MARGIN + column * CELL.width;
  const y = MARGIN + row * CELL.height;
  const width = Bun.stringWidth(text) * CELL.width;
  const { isInverse, isBold, isDim, color } = style;
  const box = isInverse
    ? `<rect x="${x}" y="${y}" width="${width}" height="${CELL.height}" fill="${color}"/>`
    : "";
  if (text.trim() === "") return box;
  const fill = isInverse ? GROUND : color;
  const weight = isBold ? ' font-weight="bold"' : "";
  const opacity = isDim ? ' opacity="0.6"' : "";
  const attributes = `x="${x.toFixed(1)}" y="${y + 14}" textLength="${width.toFixed(1)}"`;
  return `${box}<text ${attributes} fill="${fill}"${weight}${opacity}>${Bun.escapeHTML(text)}</text>`;
}

/** The style after a colour sequence (ECMA-48, SGR): as much of it as our view uses. */
function restyle(before: Style, codes: string): Style {
  let style = before;
  const numbers = codes.split(";").map(Number);
  for (let i = 0; i < numbers.length; i++) {
    const code = numbers[i] ?? 0;
    const color = COLORS[code >= 90 ? code - 82 : code - 30];
    if (code === 0) style = PLAIN;
    else if (code === 1) style = { ...style, isBold: true };
    else if (code === 2) style = { ...style, isDim: true };
    else if (code === 22) style = { ...style, isBold: false, isDim: false };
    else if (code === 7) style = { ...style, isInverse: true };
    else if (code === 27) style = { ...style, isInverse: false };
    else if (code === 39) style = { ...style, color: TEXT };
    else if (code === 38 && numbers[i + 1] === 5) {
      style = { ...style, color: COLORS[numbers[i + 2] ?? 7] ?? TEXT };
      i += 2;
    } else if (color !== undefined) style = { ...style, color };
  }
  return style;
}
