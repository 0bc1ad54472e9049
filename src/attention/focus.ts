import type { Session, Terminal } from "../protocol/session.ts";
import { toOneLine } from "../protocol/text.ts";
import { sshCommand } from "./resume.ts";
import type { Asking, FocusContext, Plan, Step, StepResult, TerminalAdapter } from "./terminal.ts";
import { TERMINALS } from "./terminals.ts";

/** One terminal to try: what to run in it, or why it can't be reached. */
export interface Attempt {
  terminal: string;
  plan: Plan | string;
}

/** How far focusing got. */
export interface Focused {
  reach: "pane" | "window" | "none";
  terminal: string | null;
  /** Why it was not possible, or what is left to do; null when there is nothing to say. */
  why: string | null;
}

/** The terminals that a session may be in, the likeliest (innermost) first; or why there is none. */
export function planFocus(
  session: Pick<Session, "host" | "terminal" | "working_dir">,
  context: Omit<FocusContext, "workingDir">,
): Attempt[] | string {
  if (session.host !== null) return `it runs on another machine: ${wayThere(session.host)}`;
  const { terminal } = session;
  if (terminal === null || Object.keys(terminal).length === 0) {
    return "its hook saw no terminal - it may run in the background or in an editor";
  }
  const found = TERMINALS.filter((adapter) => hasTraces(adapter, terminal));
  if (found.length === 0) {
    return terminal.ssh_connection === undefined && terminal.ssh_tty === undefined
      ? "its terminal is of a kind we can't reach"
      : "it runs in an ssh login: its terminal is on another machine";
  }
  const full = { ...context, workingDir: session.working_dir };
  return [...found]
    .sort((a, b) => closeness(a, terminal) - closeness(b, terminal))
    .map((adapter) => ({ terminal: adapter.name, plan: adapter.plan(terminal, full) }));
}

/**
 * Runs the attempts until one is the session's terminal. Variables leak into
 * nested terminals, so a plan whose check fails is passed over; one whose check
 * held is the place, and nothing further out is touched.
 */
export async function followPlan(
  attempts: readonly Attempt[],
  run: (step: Step) => Promise<StepResult>,
): Promise<Focused> {
  let why: string | null = null;
  for (const { terminal, plan } of attempts) {
    if (typeof plan === "string") {
      why ??= plan;
      continue;
    }
    const { check } = plan;
    if (check !== undefined && !(await succeed([check], run))) {
      why ??= `its pane is not in ${terminal} any more`;
      continue;
    }
    if (await succeed(plan.steps, run)) return { reach: plan.reach, terminal, why: null };
    why = plan.otherwise;
    if (check !== undefined) break;
  }
  return { reach: "none", terminal: null, why };
}

/** One sentence for a person: which it was. */
export function describeFocus({ reach, terminal, why }: Focused): string {
  if (reach === "pane") return `focused its pane in ${terminal}`;
  if (reach === "window") return `raised its ${terminal} window - the pane itself can't be chosen`;
  return `can't focus it: ${why ?? "no terminal is known"}`;
}

async function succeed(
  steps: readonly Asking[],
  run: (step: Step) => Promise<StepResult>,
): Promise<boolean> {
  for (const { prints, ...step } of steps) {
    const { ok, stdout } = await run(step);
    if (!ok || !isWhat(prints, stdout.trim())) return false;
  }
  return true;
}

function isWhat(prints: Asking["prints"], printed: string): boolean {
  return prints instanceof RegExp ? prints.test(printed) : (prints ?? printed) === printed;
}

/** The command that goes to a machine, or its name where that is not safe to paste. */
function wayThere(host: string): string {
  return sshCommand(host) ?? toOneLine(host);
}

function hasTraces({ traces, proof }: TerminalAdapter, terminal: Terminal): boolean {
  if (!traces.every((name) => Boolean(terminal[name]))) return false;
  // A variable that many terminals set proves something only by its value.
  const shared = proof !== undefined && traces.includes("term_program");
  return !shared || isProven(proof, terminal);
}

function closeness(adapter: TerminalAdapter, terminal: Terminal): number {
  if (adapter.isMultiplexer) return 0;
  return adapter.proof !== undefined && isProven(adapter.proof, terminal) ? 1 : 2;
}

function isProven(proof: Readonly<Record<string, string>>, terminal: Terminal): boolean {
  return Object.entries(proof).every(([name, value]) => terminal[name] === value);
}
