const CELL = { width: 8.4, height: 19 };
const MARGIN = 14;

/** Which ground the terminal has. */
export type Theme = "dark" | "light";

/** A terminal's own colours: what its program asks for by number. */
interface Palette {
  ground: string;
  text: string;
  /** The sixteen colours, by their number. */
  colors: readonly string[];
}

const PALETTES: Readonly<Record<Theme, Palette>> = {
  dark: {
    ground: "#16181d",
    text: "#d5d9e0",
    colors: [
      ...["#3b4048", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#c8ccd4"],
      ...["#6b7280", "#ff7b86", "#b5e890", "#ffd98a", "#7cc4ff", "#dd9bf5", "#7adbe5", "#ffffff"],
    ],
  },
  light: {
    ground: "#fafafa",
    text: "#383a42",
    colors: [
      ...["#383a42", "#ca1243", "#3e8e3d", "#b07a00", "#3366cc", "#a626a4", "#0b7ba3", "#a0a1a7"],
      ...["#696c77", "#e45649", "#50a14f", "#c18401", "#4078f2", "#c44dc2", "#0184bc", "#ffffff"],
    ],
  },
};

interface Style {
  /** Undefined for the colour of plain text. */
  color: string | undefined;
  isBold: boolean;
  isDim: boolean;
  isInverse: boolean;
}
const PLAIN: Style = { color: undefined, isBold: false, isDim: false, isInverse: false };

/** Draws what a terminal shows, text with colour sequences in it, as an SVG. */
export function drawSvg(
  screen: string,
  { columns, theme }: { columns: number; theme: Theme },
): string {
  const palette = PALETTES[theme];
  const lines = screen.split("\n");
  const width = Math.ceil(columns * CELL.width + 2 * MARGIN);
  const height = Math.ceil(lines.length * CELL.height + 2 * MARGIN);
  let style = PLAIN;
  const drawn = lines.map((line, row) => {
    const parts: string[] = [];
    let column = 0;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colour sequences begin with one
    for (const [, codes, text = ""] of line.matchAll(/\u001b\[([\d;]*)m|([^\u001b]+)/g)) {
      if (codes !== undefined) style = restyle(style, codes, palette);
      else {
        parts.push(drawText(text, column, row, style, palette));
        column += Bun.stringWidth(text);
      }
    }
    return parts.join("");
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" role="img">
<title>agent-console watch</title>
<rect width="100%" height="100%" rx="8" fill="${palette.ground}"/>
<g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14" xml:space="preserve">
${drawn.filter(Boolean).join("\n")}
</g>
</svg>
`;
}

function drawText(
  text: string,
  column: number,
  row: number,
  style: Style,
  palette: Palette,
): string {
  const x = MARGIN + column * CELL.width;
  const y = MARGIN + row * CELL.height;
  const width = Bun.stringWidth(text) * CELL.width;
  const { isInverse, isBold, isDim, color = palette.text } = style;
  const box = isInverse
    ? `<rect x="${x}" y="${y}" width="${width}" height="${CELL.height}" fill="${color}"/>`
    : "";
  if (text.trim() === "") return box;
  const fill = isInverse ? palette.ground : color;
  const weight = isBold ? ' font-weight="bold"' : "";
  const opacity = isDim ? ' opacity="0.6"' : "";
  const attributes = `x="${x.toFixed(1)}" y="${y + 14}" textLength="${width.toFixed(1)}"`;
  // Chromium 156 joins spaces in spite of xml:space, and of white-space where it is inherited.
  const kept = Bun.escapeHTML(text).replaceAll(" ", "\u00a0");
  return `${box}<text ${attributes} fill="${fill}"${weight}${opacity}>${kept}</text>`;
}

/** The style after a colour sequence (ECMA-48, SGR): as much of it as our view uses. */
function restyle(before: Style, codes: string, { colors }: Palette): Style {
  let style = before;
  const numbers = codes.split(";").map(Number);
  for (let i = 0; i < numbers.length; i++) {
    const code = numbers[i] ?? 0;
    const color = colors[code >= 90 ? code - 82 : code - 30];
    if (code === 0) style = PLAIN;
    else if (code === 1) style = { ...style, isBold: true };
    else if (code === 2) style = { ...style, isDim: true };
    else if (code === 22) style = { ...style, isBold: false, isDim: false };
    else if (code === 7) style = { ...style, isInverse: true };
    else if (code === 27) style = { ...style, isInverse: false };
    else if (code === 39) style = { ...style, color: undefined };
    else if (code === 38 && numbers[i + 1] === 5) {
      style = { ...style, color: colors[numbers[i + 2] ?? 7] };
      i += 2;
    } else if (color !== undefined) style = { ...style, color };
  }
  return style;
}
