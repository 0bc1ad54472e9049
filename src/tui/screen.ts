import { writeSync } from "node:fs";
import type { Size } from "./board.ts";
import { type InputEvent, KeyReader } from "./keys.ts";
import type { Line } from "./line.ts";
import { diffLines, encodeLine, type Palette } from "./paint.ts";

/** What the screen tells its owner. */
export interface ScreenEvents {
  onInput(event: InputEvent): void;
  /** The terminal has another size, or what it showed is lost. */
  onResize(): void;
  /** The terminal is gone. */
  onEnd(): void;
}

const ESC = "\u001b[";
// Alternate buffer, no cursor, no wrapping, mouse with SGR reports, bracketed paste.
const ENTER = `${ESC}?1049h${ESC}?25l${ESC}?7l${ESC}?1000h${ESC}?1006h${ESC}?2004h`;
const LEAVE = `${ESC}?2004l${ESC}?1006l${ESC}?1000l${ESC}?7h${ESC}?25h${ESC}?1049l`;
/** Timeout after which a lone escape is the Escape key, not the start of a sequence. */
const ESCAPE_MS = 30;

/** What ends a process that does not listen, but for faults; the numbers are the same everywhere. */
const SIGNALS = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGXCPU: 24,
  SIGVTALRM: 26,
} as const;

/**
 * The terminal of this process as a screen of lines. Whatever ends the process, the terminal is left as it was.
 */
export class Screen {
  readonly #events: ScreenEvents;
  readonly #palette: Palette | undefined;
  readonly #keys = new KeyReader();
  #shown: readonly string[] | undefined;
  #next: readonly Line[] | undefined;
  #isWriting = false;
  #isOpen = false;
  #escapeTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(events: ScreenEvents, palette: Palette | undefined) {
    this.#events = events;
    this.#palette = palette;
  }

  get size(): Size {
    const { columns, rows } = process.stdout;
    return { columns: columns || 80, rows: rows || 24 };
  }

  /** Switches the terminal to raw mode and the alternate screen. */
  open(): void {
    process.on("exit", this.#restore);
    process.on("uncaughtException", this.#crash);
    process.on("unhandledRejection", this.#crash);
    for (const signal of Object.keys(SIGNALS)) process.on(signal, this.#die);
    process.on("SIGTSTP", this.#stop);
    process.on("SIGCONT", this.#takeOver);
    process.stdin.on("data", this.#read).on("end", this.#end).on("error", this.#end);
    process.stdout.on("resize", this.#resize).on("error", this.#end);
    this.#takeOver();
  }

  /** Restores the terminal. */
  close(): void {
    this.#restore();
    clearTimeout(this.#escapeTimer);
    process.off("exit", this.#restore);
    process.off("uncaughtException", this.#crash);
    process.off("unhandledRejection", this.#crash);
    for (const signal of Object.keys(SIGNALS)) process.off(signal, this.#die);
    process.off("SIGTSTP", this.#stop);
    process.off("SIGCONT", this.#takeOver);
    process.stdin.off("data", this.#read).off("end", this.#end).off("error", this.#end).pause();
    process.stdout.off("resize", this.#resize).off("error", this.#end);
  }

  /** Shows the lines. Under backpressure from the terminal only the latest frame waits. */
  draw(lines: readonly Line[]): void {
    if (!this.#isOpen) return;
    if (this.#isWriting) {
      this.#next = lines;
      return;
    }
    const { columns } = this.size;
    const encoded = lines.map((line) => encodeLine(line, columns, this.#palette));
    const bytes = diffLines(this.#shown, encoded);
    this.#shown = encoded;
    if (bytes === "") return;
    this.#isWriting = true;
    process.stdout.write(bytes, () => {
      this.#isWriting = false;
      const next = this.#next;
      this.#next = undefined;
      if (next !== undefined) this.draw(next);
    });
  }

  /** Forgets what is shown: the next lines are all drawn. */
  clear(): void {
    this.#shown = undefined;
  }

  /** Puts the text on the clipboard of whoever looks at the terminal (OSC 52). */
  copy(text: string): void {
    process.stdout.write(`\u001b]52;c;${Buffer.from(text).toString("base64")}\u0007`);
  }

  /** Gives the terminal to the shell until it brings us back (Ctrl-Z, fg). */
  suspend(): void {
    this.#stop();
  }

  readonly #takeOver = (): void => {
    process.stdin.setRawMode(true);
    process.stdin.resume();
    this.#isOpen = true;
    this.#isWriting = false;
    this.#shown = undefined;
    process.stdout.write(ENTER);
    this.#events.onResize();
  };

  readonly #restore = (): void => {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    try {
      process.stdin.setRawMode(false);
      writeSync(1, LEAVE);
    } catch {
      // The terminal is gone: nothing is left to restore.
    }
  };

  readonly #stop = (): void => {
    this.#restore();
    // The shell stops the whole job. Without our handler the signal does what it
    // is for; in a terminal that has no shell to come back from, it does nothing.
    process.off("SIGTSTP", this.#stop);
    process.kill(0, "SIGTSTP");
    process.on("SIGTSTP", this.#stop);
    this.#takeOver();
  };

  readonly #die = (signal: string): void => {
    this.#restore();
    process.exit(128 + SIGNALS[signal as keyof typeof SIGNALS]); // only these are listened for
  };

  readonly #crash = (error: unknown): void => {
    this.#restore();
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    writeSync(2, `agent-console: bug: ${text}\n`);
    process.exit(70);
  };

  readonly #end = (): void => this.#events.onEnd();

  readonly #resize = (): void => {
    this.clear();
    this.#events.onResize();
  };

  readonly #read = (bytes: Uint8Array): void => {
    clearTimeout(this.#escapeTimer);
    for (const event of this.#keys.push(bytes)) this.#events.onInput(event);
    if (!this.#keys.isPending) return;
    this.#escapeTimer = setTimeout(() => {
      for (const event of this.#keys.flush()) this.#events.onInput(event);
    }, ESCAPE_MS);
  };
}
