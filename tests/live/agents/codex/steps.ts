import { type Answer, say } from "../../models/script.ts";
import type { Step } from "../../scenario.ts";

/** The line under the prompt, there once it takes keys. */
export const READY = /\? for shortcuts|Ask Codex to do anything/;
export const BUSY = /esc to interrupt/;
export const DIALOG = /Yes, proceed/;

/** The first start asks whether our hooks may run; a session shows with its first prompt only. */
export const trusts: readonly Step[] = [
  { do: { choose: /Trust all/ }, see: /› 2\. Trust all/, told: [] },
  { do: { press: ["Enter"] }, see: READY, told: [] },
];
export const opened: readonly Step[] = [
  { do: { start: [] }, see: /Hooks need review/, told: [] },
  ...trusts,
];

/** A session's first prompt, which is what makes it known. */
export const first = (step: Step): Step => ({
  ...step,
  told: ["attention/started?", ...step.told],
});

export const asks = (prompt: string, words: RegExp): Step => ({
  do: { type: prompt },
  see: words,
  told: ["working", "attention/turn_done"],
});

export const leaves = (ended: string): Step => {
  return { do: { type: "/quit" }, ends: true, told: [ended] };
};

/** A command, run by the code that Codex's model writes. */
export function shell(command: string, more: Record<string, unknown> = {}): Answer {
  const input = JSON.stringify({ cmd: command, ...more });
  const text = `const r = await tools.exec_command(${input}); text(r.output)`;
  return { ...say(""), calls: [{ name: "exec", isCustom: true, input: { text } }] };
}

/** A command for which the person is asked. */
export const risky = (command: string): Answer =>
  shell(command, { sandbox_permissions: "require_escalated", justification: "May I?" });

/** One of the tools that deal with other agents of Codex's own. */
export const collaborate = (name: string, input: Record<string, unknown>): Answer => ({
  ...say(""),
  calls: [{ namespace: "collaboration", name, input }],
});
