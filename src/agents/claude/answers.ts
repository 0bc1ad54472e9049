import type { Answers, Decided } from "../facets/answers.ts";
import { choiceOf } from "../shape/choice.ts";
import { type Fields, fieldOf, fieldsOf, listOf, pathOf, textOf } from "../shape/fields.ts";
import { toolOf } from "../shape/rules.ts";
import { wholeOf } from "../shape/whole.ts";

const ASKING = "AskUserQuestion";
/** Approved with a mode to go on in, which its hook can't say. */
const PLAN = "ExitPlanMode";

/**
 * Claude Code's PermissionRequest. Seen with 2.1.332: the dialog is on the screen
 * at once while the hook runs, and whichever answers first counts. A No or Esc
 * there ends the hook by SIGTERM; after a Yes it lives on, and its word counts for
 * nothing. Where nobody is there to be asked (`-p`) the agent waits for the hook, and
 * so it does for a subagent, whose dialog comes up only once the hook has ended.
 */
export const answers: Answers = {
  asked(payload, env) {
    const fields = fieldsOf(payload);
    if (env.CLAUDE_CODE_SESSION_ATTENDED !== "1") return undefined;
    if (textOf(fields, "agent_id") !== undefined) return undefined;
    if (textOf(fields, "hook_event_name") !== "PermissionRequest") return undefined;
    const { name, input } = toolOf(fields);
    if (name === PLAN) return undefined;
    if (name === ASKING) return choiceOf(input, "multiSelect");
    const folder = pathOf(fieldOf(fields, "cwd"));
    return { detail: wholeOf(name, input, folder), options: [] };
  },
  print(payload, decided) {
    const { input } = toolOf(fieldsOf(payload));
    const decision = decisionOf(input, decided);
    return JSON.stringify({ hookSpecificOutput: { hookEventName: "PermissionRequest", decision } });
  },
  // That of the main thread ends its turn.
  turnedDown: (asks) =>
    asks.startsWith("main:")
      ? { status: "attention", reason: "interrupted", only_from: ["question"] }
      : {},
};

function decisionOf(input: Fields, decided: Decided): object {
  switch (decided.decision) {
    case "allow":
      return { behavior: "allow" };
    case "deny":
      return { behavior: "deny", message: decided.message ?? "The user turned this down." };
    case "option": {
      const asked = textOf(fieldsOf(listOf(input, "questions")?.[0]), "question") ?? "";
      const updatedInput = { ...input, answers: { [asked]: decided.option } };
      return { behavior: "allow", updatedInput };
    }
  }
}
