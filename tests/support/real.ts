import { test } from "bun:test";
import { type Sandbox, sandbox } from "./sandbox.ts";

/** A test in tmux; skipped where that is not on this machine. */
export const inTmux = test.skipIf(Bun.which("tmux") === null);

/** A test of real programs; skipped, and named so, where one of them is not on this machine. */
export function inReal(
  programs: readonly string[],
  name: string,
  body: (box: Sandbox) => Promise<void>,
): void {
  const missing = programs.filter((program) => Bun.which(program) === null);
  test.skipIf(missing.length > 0)(
    missing.length > 0 ? `${name} (no ${missing.join(", ")})` : name,
    async () => {
      using box = sandbox();
      await body(box);
    },
  );
}

/**
 * A display of its own that shows nothing to anybody. It does not reset: each
 * time the last client leaves, a resetting one turns away who is just coming.
 * @returns its name.
 */
export async function openDisplay(box: Sandbox, size = "400x60x24"): Promise<string> {
  const screen = box.spawn(["Xvfb", "-noreset", "-displayfd", "1", "-screen", "0", size]);
  await screen.prints(/^\d+\n/);
  return `:${screen.stdout.trim()}`;
}
