/** What a person did at the terminal. Columns and rows count from 0. */
export type InputEvent =
  /** `key` is the character typed, or a name such as `up`, `enter`, `ctrl-c`. */
  | { type: "key"; key: string }
  | { type: "paste"; text: string }
  | { type: "click"; column: number; row: number }
  | { type: "wheel"; by: 1 | -1; column: number; row: number };

const ESCAPE = "\u001b";
const PASTE_BEGIN = "[200~";
const PASTE_END = "\u001b[201~";
/** An unfinished sequence longer than this is none. */
const MAX_SEQUENCE = 64;
const MAX_PASTE = 10_000;

const CONTROL_NAMES: Readonly<Record<string, string>> = {
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\b": "backspace",
  "\u007f": "backspace",
};

// The last letter of a sequence, and the number before a `~`: xterm's control
// sequences, with the variants of rxvt and the Linux console.
const LETTER_NAMES: Readonly<Record<string, string>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  H: "home",
  F: "end",
  Z: "backtab",
};
const NUMBER_NAMES: Readonly<Record<string, string>> = {
  "1": "home",
  "3": "delete",
  "4": "end",
  "5": "pageup",
  "6": "pagedown",
  "7": "home",
  "8": "end",
};

/**
 * Turns the bytes of a terminal into events. Sequences and characters may come
 * in any number of pieces; whatever is no key of ours (answers of the terminal
 * to questions, focus reports) is dropped whole.
 */
export class KeyReader {
  readonly #decoder = new TextDecoder();
  #rest = "";
  #paste: string | undefined;

  push(bytes: Uint8Array): InputEvent[] {
    this.#rest += this.#decoder.decode(bytes, { stream: true });
    return this.#read(false);
  }

  /** True when what is left may be the Escape key, or a sequence whose end is yet to come. */
  get isPending(): boolean {
    return this.#rest !== "" && this.#paste === undefined;
  }

  /** Nothing followed for a while: an escape that stands alone is the key. */
  flush(): InputEvent[] {
    return this.#paste === undefined ? this.#read(true) : [];
  }

  #read(isFinal: boolean): InputEvent[] {
    const events: InputEvent[] = [];
    while (this.#rest !== "") {
      if (this.#paste !== undefined) {
        const paste = this.#readPaste(this.#paste);
        if (paste === undefined) break;
        events.push(paste);
        continue;
      }
      const length = sequenceLength(this.#rest);
      if (length === undefined && !isFinal && this.#rest.length < MAX_SEQUENCE) break;
      const isEscapeKey = length === undefined;
      const taken = isEscapeKey ? ESCAPE : this.#rest.slice(0, length);
      // What follows an escape that turned out to be the key was typed by nobody.
      this.#rest = isEscapeKey && this.#rest.length > 1 ? "" : this.#rest.slice(taken.length);
      if (taken === `${ESCAPE}${PASTE_BEGIN}`) this.#paste = "";
      else events.push(...toEvents(taken));
    }
    return events;
  }

  #readPaste(before: string): InputEvent | undefined {
    const all = before + this.#rest;
    const end = all.indexOf(PASTE_END);
    if (end === -1) {
      // The end may come in two pieces: the first is kept even when the text is full.
      const tail = 1 - PASTE_END.length;
      this.#paste = all.length > MAX_PASTE ? all.slice(0, MAX_PASTE) + all.slice(tail) : all;
      this.#rest = "";
      return undefined;
    }
    this.#paste = undefined;
    this.#rest = all.slice(end + PASTE_END.length);
    return { type: "paste", text: all.slice(0, Math.min(end, MAX_PASTE)) };
  }
}

/** Length of the first key or sequence; `undefined` while its end is yet to come. */
function sequenceLength(text: string): number | undefined {
  if (!text.startsWith(ESCAPE)) return (text.codePointAt(0) ?? 0) > 0xffff ? 2 : 1;
  const introducer = text[1];
  if (introducer === undefined) return undefined;
  if (introducer === "[") {
    const match = /^.\[[0-?]*[ -/]*[@-~]/s.exec(text);
    if (match !== null) return match[0].length;
    const isOpen = /^.\[[0-?]*[ -/]*$/s.test(text);
    return isOpen ? undefined : 2;
  }
  if (introducer === "O") return text.length < 3 ? undefined : 3;
  if ("]PX^_".includes(introducer)) {
    const ends = ["\u0007", `${ESCAPE}\\`].flatMap((end) => {
      const index = text.indexOf(end, 2);
      return index === -1 ? [] : index + end.length;
    });
    return ends.length === 0 ? undefined : Math.min(...ends);
  }
  if (introducer === ESCAPE) return 1;
  return 1 + ((text.codePointAt(1) ?? 0) > 0xffff ? 2 : 1);
}

function toEvents(taken: string): InputEvent[] {
  if (taken === ESCAPE) return [{ type: "key", key: "escape" }];
  if (taken.startsWith(ESCAPE)) return readSequence(taken);
  const name = CONTROL_NAMES[taken];
  if (name !== undefined) return [{ type: "key", key: name }];
  const code = taken.charCodeAt(0);
  if (code === 0) return [];
  if (code < 0x20) return [{ type: "key", key: `ctrl-${String.fromCharCode(code + 0x60)}` }];
  return code >= 0x80 && code < 0xa0 ? [] : [{ type: "key", key: taken }];
}

function readSequence(taken: string): InputEvent[] {
  const mouse = /^.\[<(\d+);(\d+);(\d+)([Mm])$/s.exec(taken);
  if (mouse !== null) return readMouse(Number(mouse[1]), mouse[2], mouse[3], mouse[4] === "M");
  const number = /^.\[(\d+)(;\d+)?~$/s.exec(taken)?.[1];
  const letter = /^.(?:\[(?:1;\d+)?|O)([A-Z])$/s.exec(taken)?.[1];
  const name = NUMBER_NAMES[number ?? ""] ?? LETTER_NAMES[letter ?? ""];
  return name === undefined ? [] : [{ type: "key", key: name }];
}

// SGR mouse reports (xterm control sequences, "Mouse Tracking"): bits 0-1 are the
// button, 4 to 16 modifiers, 32 a motion, 64 the wheel.
function readMouse(
  bits: number,
  x: string | undefined,
  y: string | undefined,
  isPress: boolean,
): InputEvent[] {
  const [column, row] = [Number(x) - 1, Number(y) - 1];
  if (!isPress || (bits & 32) !== 0) return [];
  const button = bits & 3;
  if ((bits & 64) !== 0) {
    return button > 1 ? [] : [{ type: "wheel", by: button === 0 ? -1 : 1, column, row }];
  }
  return button === 0 ? [{ type: "click", column, row }] : [];
}
