import type { Install } from "../facets/install.ts";
import { RESTART } from "../shape/hook-groups.ts";

const EVENTS = ["TaskStart", "TaskComplete", "TaskError", "TaskCancel", "PreToolUse"];
const MORE_EVENTS = ["PostToolUse", "UserPromptSubmit", "SessionShutdown"];

/**
 * Where Cline's hooks go: a script for each event, with an ending that leaves the
 * user's own, which run as well, the plain name.
 */
export const install: Install = {
  files: [...EVENTS, ...MORE_EVENTS].map((event) => ({
    kind: "script",
    path: `hooks/${event}.bash`,
  })),
  hooks: [],
  restart: RESTART,
};
