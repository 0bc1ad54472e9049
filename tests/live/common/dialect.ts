import type { Answer } from "../models/script.ts";
import type { Action, Step } from "../scenario.ts";

/** An agent's own glyphs, keys and tools, with which the common tables are read. */
export interface Dialect {
  /** From a started program to a prompt that takes keys. */
  opened: readonly Step[];
  /** The prompt takes keys. */
  ready: RegExp;
  /** What is told before the first `working` of a session that shows with its first prompt only. */
  begins: readonly string[];
  /** How its person leaves it. */
  leaves: Action;
  /** The keys that leave it, twice Ctrl-C when left out. */
  quits?: Action;
  /** What is told then: `closed/ended` when left out. */
  isGone?: Dialect["hungUp"];
  /** Beside the spinner, while a turn runs. */
  busy: RegExp;
  /** Stops a turn. */
  esc: Action;
  /** The screen after that. */
  interrupted: RegExp;
  /** An API error on the screen. */
  error: RegExp;
  /** The permission dialog, and what is told of it. */
  dialog: RegExp;
  asked: "question/permission" | "question/question";
  grant: Action;
  /** Turns a permission down, by the dialog's own choice and by Esc; what follows on the screen and is told. */
  denies: Step | readonly Step[];
  leavesDialog: Step;
  /** How it ends when its terminal is closed: by its own words, or just gone. */
  hungUp: "closed/ended" | "closed/process_exited";
  /** A command for which the person is asked. */
  risky(command: string): Answer;
  /** A command that runs unasked, where there is such a thing. */
  shell?(command: string): Answer;
}

/** The first prompt of a session. */
export function first({ begins }: Dialect, step: Step): Step {
  return { ...step, told: [...begins, ...step.told] };
}

/** The same step, about another session than the first. */
export function ofSession(number: number, step: Step): Step {
  return { ...step, told: step.told.map((status) => `${number} ${status}`) };
}

/** A prompt whose answer shows these words at the end. */
export function asks(prompt: string, words: RegExp): Step {
  return { do: { type: prompt }, see: words, told: ["working", "attention/turn_done"] };
}

/** The agent is left and its session has ended. */
export function leaves({ leaves: action, isGone = "closed/ended" }: Dialect): Step {
  return { do: action, ends: true, told: [isGone] };
}

/** A prompt for which the model runs a command, until that runs: granted where the person is asked. */
export function runs(dialect: Dialect, prompt: string): readonly Step[] {
  const { shell, dialog, grant } = dialect;
  const step = { do: { type: prompt }, see: dialect.busy, told: ["working"], staysSeconds: 4 };
  if (shell !== undefined) return [first(dialect, step)];
  const shown = { ...step, see: dialog, told: ["working", dialect.asked], staysSeconds: 0 };
  return [first(dialect, shown), { ...step, do: grant, see: withoutDialog(dialog) }];
}

/** A screen that does not show this. */
export function withoutDialog({ source }: RegExp): RegExp {
  return new RegExp(`^(?![\\s\\S]*(?:${source}))`);
}

/** A stream that does not end by itself. */
export const countsOn: Step = {
  do: { type: "count to the end" },
  see: /Counting 1, 2, 3/,
  told: ["working"],
};
