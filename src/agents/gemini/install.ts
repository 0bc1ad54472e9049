import type { Install } from "../facets/install.ts";
import { every, groupsOf, NAME, only, RESTART } from "../shape/hook-groups.ts";
import { TRUST } from "./trust.ts";

// Milliseconds, and a name for the /hooks panel (gemini-cli docs/hooks/reference.md, 2026-08).
const FORMAT = groupsOf((hook, command) => ({
  name: NAME,
  type: "command",
  command,
  timeout: hook.timeoutSeconds * 1000,
}));

// They end in an instant: while one runs the turn works, as BeforeAgent has told. At their
// end a hook is needed all the same, as a policy may have them asked for. The matcher is
// a regular expression (0.61.0).
const QUICK =
  "glob|grep_search|search_file_content|list_directory|read_file|read_many_files|" +
  "write_todos|update_topic|get_internal_docs";

/**
 * Where Gemini CLI's hooks go. Left out: AfterModel fires for each chunk of
 * output, PreCompress for each request to the model, which waits for it.
 */
export const install: Install = {
  files: [{ kind: "hooks", path: "settings.json", format: FORMAT, shell: "posix" }],
  hooks: [
    ...every("SessionStart", "SessionEnd", "BeforeAgent", "AfterAgent"),
    only(`^(?!(${QUICK})$)`, "BeforeTool"),
    ...every("AfterTool", "Notification"),
  ],
  offSwitches: [
    { file: "settings.json", path: ["hooksConfig", "enabled"], when: false },
    { file: "settings.json", path: ["hooksConfig", "disabled"], when: NAME },
  ],
  restart: RESTART,
  trust: TRUST,
};
