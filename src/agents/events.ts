/** One event to register with an agent, as its own configuration spells it. */
export interface HookEvent {
  event: string;
  /** Only for these tools or kinds; none means all. */
  matcher?: string;
  /** First version of the agent that knows the event; none means any in use. */
  since?: string;
  /** How long the agent may wait for us, in seconds; never 0. */
  timeoutSeconds: number;
}

// We answer within milliseconds; the rest is room for a machine under load.
const TIMEOUT_SECONDS = 5;
// Codex warns at every start about more than this on SessionEnd and Interrupt.
const CODEX_EXIT_TIMEOUT_SECONDS = 3;

function every(...events: string[]): HookEvent[] {
  return events.map((event) => ({ event, timeoutSeconds: TIMEOUT_SECONDS }));
}

function since(version: string, ...events: string[]): HookEvent[] {
  return every(...events).map((hook) => ({ ...hook, since: version }));
}

/**
 * Adapter name -> the events to register, in a fixed order (Codex stores trust
 * by position). Left out on purpose: events on which a hook changes what the
 * agent does (Claude WorktreeCreate, Cursor and Copilot permission gates), that
 * fire for each chunk of output (MessageDisplay, AfterModel), or that tell
 * nothing about the state. Agents with a plugin instead of hooks are not here.
 */
export const HOOK_EVENTS: Readonly<Record<string, readonly HookEvent[]>> = {
  claude: [
    ...every("SessionStart", "SessionEnd", "UserPromptSubmit", "PreToolUse", "PostToolUse"),
    ...every("Notification", "Stop", "SubagentStop", "PreCompact"),
    // Before 2.1.101 one unknown name voided the whole file: hence the versions,
    // and that one for events whose first version is not known for sure.
    ...since("2.0.43", "SubagentStart"),
    ...since("2.0.45", "PermissionRequest"),
    ...since("2.1.76", "Elicitation", "ElicitationResult", "PostCompact"),
    ...since("2.1.78", "StopFailure"),
    ...since("2.1.101", "PostToolUseFailure", "PostToolBatch", "PermissionDenied", "CwdChanged"),
  ],
  codex: [
    ...every("SessionStart", "UserPromptSubmit", "PreToolUse", "PermissionRequest", "PostToolUse"),
    ...every("PreCompact", "PostCompact", "SubagentStart", "SubagentStop", "Stop"),
    { event: "Interrupt", timeoutSeconds: CODEX_EXIT_TIMEOUT_SECONDS },
    { event: "SessionEnd", timeoutSeconds: CODEX_EXIT_TIMEOUT_SECONDS },
  ],
  gemini: [
    ...every("SessionStart", "SessionEnd", "BeforeAgent", "AfterAgent", "BeforeTool", "AfterTool"),
    ...every("PreCompress", "Notification"),
  ],
  // One unknown name voids the whole file in cursor-agent: documented names only.
  cursor: [
    ...every("sessionStart", "sessionEnd", "beforeSubmitPrompt", "preToolUse", "postToolUse"),
    ...every("postToolUseFailure", "subagentStart", "subagentStop", "stop"),
  ],
  // In PascalCase, as only then do payloads say which event they are. The last
  // three are told apart in either spelling, and documented in this one.
  copilot: [
    ...every("SessionStart", "SessionEnd", "UserPromptSubmit", "PostToolUse"),
    ...every("PostToolUseFailure", "PreCompact", "Stop", "ErrorOccurred"),
    // A failing PreToolUse hook denies the tool: only for the tool that asks the user.
    { event: "PreToolUse", matcher: "ask_user|AskUserQuestion", timeoutSeconds: TIMEOUT_SECONDS },
    ...every("notification", "subagentStart", "subagentStop"),
  ],
  qwen: [
    ...every("SessionStart", "SessionEnd", "UserPromptSubmit", "PreToolUse", "PostToolUse"),
    ...every("PostToolUseFailure", "PostToolBatch", "PermissionRequest", "PermissionDenied"),
    ...every("Notification", "Stop", "StopFailure", "SubagentStart", "SubagentStop"),
    ...every("PreCompact", "PostCompact"),
  ],
  droid: [
    ...every("SessionStart", "SessionEnd", "UserPromptSubmit", "PreToolUse", "PostToolUse"),
    ...every("Notification", "Stop", "SubagentStop", "PreCompact"),
  ],
  goose: [
    ...since("1.38.0", "SessionStart", "SessionEnd", "UserPromptSubmit", "PreToolUse"),
    ...since("1.38.0", "PostToolUse", "PostToolUseFailure", "Stop"),
  ],
  // Triggers of version 3; 2.x has agentSpawn, userPromptSubmit, … in each agent's file.
  kiro: every("SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolUse", "Stop"),
};
