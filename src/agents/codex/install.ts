import type { HookEvent, Install } from "../facets/install.ts";
import { aside, every, GROUPS, RESTART, staying } from "../shape/hook-groups.ts";
import { hasOwnHooks, TRUST } from "./trust.ts";

// Codex warns at every start about more than this on SessionEnd and Interrupt.
const EXIT_TIMEOUT_SECONDS = 3;

// Before some version up to this one Codex skips such a hook (0.145: "async hooks are
// not supported yet"). It runs up to 32 at a time, and ends them when it exits.
const ASIDE = "0.169.0";

// Not the hook itself, for which its dialog waits: a process that it starts.
const STAYS = { since: "0.169.0", timeoutSeconds: 5 };

function atExit(event: string): HookEvent {
  return { event, timeoutSeconds: EXIT_TIMEOUT_SECONDS };
}

/**
 * Where Codex's hooks go. The order of the events is fixed: Codex stores trust
 * by position. Their shell may be the user's own, fish included (`$SHELL -lc`,
 * codex-rs hooks/src/engine/command_runner.rs, read 2026-11).
 */
export const install: Install = {
  files: [{ kind: "hooks", path: "hooks.json", format: GROUPS, shell: "any" }],
  hooks: [
    ...every("SessionStart", "UserPromptSubmit"),
    ...aside(ASIDE, every("PreToolUse")),
    ...staying(STAYS, every("PermissionRequest")),
    ...aside(ASIDE, every("PostToolUse", "PreCompact", "PostCompact")),
    ...every("SubagentStart", "SubagentStop", "Stop"),
    ...["Interrupt", "SessionEnd"].map(atExit),
  ],
  restart: RESTART,
  notes: ({ config }) => ({
    first: [
      "Codex asks at its next start whether to trust these hooks: until you agree it skips them silently",
    ],
    last: hasOwnHooks(config)
      ? ["config.toml has hooks too: Codex warns that there are two places, and runs both"]
      : [],
  }),
  trust: TRUST,
};
