import type { Install } from "../facets/install.ts";
import { aside, every, groupsOf, RESTART, since, staying, until } from "../shape/hook-groups.ts";

// `args` calls a program without a shell from 2.1.139 on (its changelog); `async`,
// which is older, left empty entries in the transcript before 2.1.119. As seen with
// 2.1.332, a program that is gone or fails is then no error on the screen, and
// denies nothing.
const ASIDE = "2.1.139";
// How a permission ends, and a tool that was granted, is in its registry and transcript
// (run with this version, and with 2.1.332): hooks that only repeat it would cost a
// process a step, or two. These tools are questions themselves.
const TOLD = "2.1.197";
const ASKING = { since: TOLD, matcher: "AskUserQuestion|ExitPlanMode" };

// As long as our hook stays, and a little more: at its end the dialog still stands.
const STAYS = { since: "2.1.332", timeoutSeconds: 31 * 60 };

const FORMAT = groupsOf(({ aside, answers, timeoutSeconds }, line, [program, ...args]) => {
  const direct = { type: "command", command: program };
  // No shell, which would take what the hook prints and the signal that ends it.
  if (answers !== undefined) {
    return { ...direct, args: [...args, "--answers"], timeout: answers.timeoutSeconds };
  }
  return aside === undefined
    ? { type: "command", command: line, timeout: timeoutSeconds }
    : { ...direct, args, timeout: timeoutSeconds, async: true };
});

/**
 * Where Claude Code's hooks go. It need not wait for those of the middle of a turn;
 * it does for what would be lost when it exits, and for a question, which comes
 * before its answer then. Left out on purpose: events on which a hook
 * changes what it does (WorktreeCreate), that fire for each chunk of output
 * (MessageDisplay), or that tell nothing about the state.
 */
export const install: Install = {
  files: [{ kind: "hooks", path: "settings.json", format: FORMAT, shell: "posix" }],
  hooks: [
    ...every("SessionStart", "SessionEnd", "UserPromptSubmit"),
    ...aside(ASIDE, every("PreToolUse")),
    ...aside(ASIDE, every("PostToolUse"), ASKING),
    ...every("Notification", "Stop", "SubagentStop"),
    ...aside(ASIDE, every("PreCompact")),
    // Before 2.1.101 one unknown name voided the whole file: hence the versions,
    // and that one for events whose first version is not known for sure.
    ...since("2.0.43", "SubagentStart"),
    ...staying(STAYS, since("2.0.45", "PermissionRequest")),
    ...since("2.1.76", "Elicitation", "ElicitationResult"),
    ...aside(ASIDE, since("2.1.76", "PostCompact")),
    ...since("2.1.78", "StopFailure"),
    ...aside(ASIDE, since("2.1.101", "PostToolUseFailure")),
    ...until(TOLD, aside(ASIDE, since("2.1.101", "PostToolBatch"))),
    ...aside(ASIDE, since("2.1.101", "PermissionDenied")),
  ],
  offSwitches: [{ file: "settings.json", path: ["disableAllHooks"], when: true }],
  restart: RESTART,
};
