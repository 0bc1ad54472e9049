const BOM = 0xfeff;
const UTF16_LE_BOM = 0xfeff;
const UTF16_BE_BOM = 0xfffe;

/**
 * A hook's standard input as a JSON value; undefined when there is none or it
 * is no JSON. Never throws. Takes what is seen in the wild: a byte order mark
 * (Cursor on Windows, read 2026-09), UTF-16 (Codex on Windows), NULs and line
 * breaks where JSON allows none.
 */
export function parsePayload(input: Uint8Array | string): unknown {
  const text = withoutMarks(typeof input === "string" ? input : decode(input));
  const parsed = parse(text);
  if (parsed !== undefined) return parsed;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: matching them is the purpose
  return parse(text.replace(/[\u0000-\u001f]+/g, " "));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Somebody else's bytes: no JSON is an answer here, not a failure.
    return undefined;
  }
}

// No pattern and no destructuring: a hook's first ones are 11 and 16 page faults (Bun 1.4.5).
function withoutMarks(text: string): string {
  let start = 0;
  while (text.charCodeAt(start) === BOM) start += 1;
  return text.slice(start);
}

function decode(bytes: Uint8Array): string {
  const first = bytes[0] ?? 0;
  const second = bytes[1] ?? 0;
  const mark = (second << 8) | first;
  // JSON begins with ASCII, so a NUL beside the first byte gives UTF-16 away.
  if (mark === UTF16_LE_BOM || (first !== 0 && second === 0 && bytes.length > 1)) {
    return new TextDecoder("utf-16le").decode(bytes);
  }
  if (mark === UTF16_BE_BOM || (first === 0 && second !== 0)) {
    return new TextDecoder("utf-16be").decode(bytes);
  }
  return new TextDecoder().decode(bytes);
}
