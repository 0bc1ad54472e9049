import { use } from "../../models/script.ts";
import type { Step } from "../../scenario.ts";

/** The line under the prompt, there once it takes keys. */
export const READY = /\? for shortcuts|manual mode|plan mode/;
/** Beside the spinner, while a turn runs. */
export const BUSY = /esc to interrupt/;
export const DIALOG = /Do you want to proceed\?/;

export const opened: Step = { do: { start: [] }, see: READY, told: ["attention/started"] };

/** A prompt whose answer shows these words at the end. */
export const asks = (prompt: string, words: RegExp): Step => ({
  do: { type: prompt },
  see: words,
  told: ["working", "attention/turn_done"],
});

export const leaves: Step = { do: { type: "/exit" }, ends: true, told: ["closed/ended"] };

export const bash = (command: string, more: Record<string, unknown> = {}) =>
  use("Bash", { command, description: "Run a step of the script", ...more });

export const helper = (prompt: string) =>
  use("Agent", { description: "a helper", prompt, subagent_type: "general-purpose" });
