import type { Step, StepResult } from "../attention/terminal.ts";

/** Longest wait for a terminal's remote control. */
const STEP_TIMEOUT_MS = 3000;

/** Runs one program, never through a shell. One that can't be run has failed. */
export async function runStep(step: Step, timeoutMs = STEP_TIMEOUT_MS): Promise<StepResult> {
  try {
    const child = Bun.spawn([...step.argv], {
      env: { ...process.env, ...step.env },
      stdio: ["ignore", "pipe", "ignore"],
      timeout: timeoutMs,
    });
    const stdout = await new Response(child.stdout).text();
    const ok = (await child.exited) === 0;
    return { ok, stdout, isLate: child.signalCode !== null };
  } catch {
    return { ok: false, stdout: "", isLate: false }; // not installed, or not to be run
  }
}
