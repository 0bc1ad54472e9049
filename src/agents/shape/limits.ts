/** What several agents can't report, in the same words. */
export const LIMITS = {
  approval: "No event tells that it waits for an approval: it shows as working.",
  breakOff: "No event for an interrupt or a failed turn is known.",
  killed: "A killed process fires no SessionEnd: the end shows when the process is gone.",
  permission:
    "Permission prompts are told by a notification that names no tool: the end of any tool ends the question.",
} as const;
