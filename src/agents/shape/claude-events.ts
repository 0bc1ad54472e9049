import {
  elicitationAnswered,
  elicited,
  permissionRequested,
  toolStartingOrAsking,
} from "./asking.ts";
import {
  batchEnded,
  compacted,
  compacting,
  stopFailed,
  stopped,
  subagentFinished,
} from "./claude-shaped.ts";
import type { Rules } from "./hook.ts";
import { ended, prompted, started, subagentStarted, toolEnded } from "./rules.ts";

/** What Claude Code's events mean, also to those who took them over as they are. */
export const CLAUDE_EVENTS: Rules = {
  SessionStart: started,
  SessionEnd: ended,
  UserPromptSubmit: prompted,
  UserPromptExpansion: prompted,
  PreToolUse: toolStartingOrAsking,
  PermissionRequest: permissionRequested,
  // Auto mode only: what a person turns down gives no event at all.
  PermissionDenied: toolEnded,
  PostToolUse: toolEnded,
  PostToolUseFailure: toolEnded,
  PostToolBatch: batchEnded,
  Elicitation: elicited,
  ElicitationResult: elicitationAnswered,
  Stop: stopped,
  StopFailure: stopFailed,
  SubagentStart: subagentStarted,
  SubagentStop: subagentFinished,
  PreCompact: compacting,
  PostCompact: compacted,
};
