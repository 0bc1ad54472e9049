import { HOOK_EVENTS, type HookEvent } from "../agents/events.ts";
import type { HookShell } from "./command.ts";
import type { HookFormat } from "./entries.ts";
import {
  BARE_GROUPS,
  COPILOT_ENTRIES,
  CURSOR_ENTRIES,
  GEMINI_GROUPS,
  GROUPS,
  KIRO_ENTRIES,
  NAME,
} from "./formats.ts";
import type { PluginName } from "./plugins.ts";

/** One file of an agent that we write to, its path from the agent's folder. */
export type TargetFile =
  | { kind: "hooks"; path: string; format: HookFormat; shell: HookShell }
  | { kind: "plugin"; path: string; plugin: PluginName }
  | { kind: "manifest"; path: string }
  | { kind: "aider"; path: string };

/** A setting that silences hooks: `path` in `file` being, or holding, `when`. */
export interface OffSwitch {
  file: string;
  path: readonly string[];
  when: boolean | string;
}

/** One agent: how to find it, where its hooks go and what its user has to know. */
export interface Target {
  /** The name in `agent-console install <name>`, as in `hook <name>`. */
  name: string;
  title: string;
  /** Programs to look for on PATH; the first that is there tells its version. */
  programs: readonly string[];
  /** Variables that move its folder, first one set wins, each with what it appends to the value. */
  variables: readonly (readonly [variable: string, below: string])[];
  /** Its folder below the user's home when no variable says otherwise. */
  folder: string;
  /** Where {@link files} are, when not in its folder: below the user's home. */
  filesFolder?: string;
  /** Below the user's home: what shows that it is there, when not its folder. */
  traces?: readonly string[];
  /**
   * Where our part goes. More than one: all of them, or with `isEither` the
   * first that is in use already, else the first.
   */
  files: readonly TargetFile[];
  isEither?: boolean;
  hooks: readonly HookEvent[];
  offSwitches?: readonly OffSwitch[];
  /** What makes running sessions take the change. */
  restart: string;
}

function hooksOf(name: string): readonly HookEvent[] {
  return HOOK_EVENTS[name] ?? [];
}

const RESTART = "restart its running sessions: they keep the hooks they started with";

/** Every agent we can install for, in the order shown. */
export const TARGETS: readonly Target[] = [
  {
    name: "claude",
    title: "Claude Code",
    programs: ["claude"],
    variables: [["CLAUDE_CONFIG_DIR", ""]],
    folder: ".claude",
    files: [{ kind: "hooks", path: "settings.json", format: GROUPS, shell: "posix" }],
    hooks: hooksOf("claude"),
    offSwitches: [{ file: "settings.json", path: ["disableAllHooks"], when: true }],
    restart: RESTART,
  },
  {
    name: "codex",
    title: "Codex",
    programs: ["codex"],
    variables: [["CODEX_HOME", ""]],
    folder: ".codex",
    files: [{ kind: "hooks", path: "hooks.json", format: GROUPS, shell: "any" }],
    hooks: hooksOf("codex"),
    restart: RESTART,
  },
  {
    name: "gemini",
    title: "Gemini CLI",
    programs: ["gemini"],
    variables: [["GEMINI_CLI_HOME", ".gemini"]],
    folder: ".gemini",
    files: [{ kind: "hooks", path: "settings.json", format: GEMINI_GROUPS, shell: "posix" }],
    hooks: hooksOf("gemini"),
    offSwitches: [
      { file: "settings.json", path: ["hooksConfig", "enabled"], when: false },
      { file: "settings.json", path: ["hooksConfig", "disabled"], when: NAME },
    ],
    restart: RESTART,
  },
  {
    name: "opencode",
    title: "OpenCode",
    programs: ["opencode"],
    variables: [
      ["OPENCODE_CONFIG_DIR", ""],
      ["XDG_CONFIG_HOME", "opencode"],
    ],
    folder: ".config/opencode",
    files: [
      { kind: "plugin", path: "plugins/agent-console.js", plugin: "opencode" },
      { kind: "plugin", path: "plugin/agent-console.js", plugin: "opencode" },
    ],
    isEither: true,
    hooks: [],
    restart: "restart OpenCode: it loads plugins only at its start",
  },
  {
    name: "cursor",
    title: "Cursor",
    programs: ["cursor-agent", "cursor"],
    variables: [],
    folder: ".cursor",
    files: [{ kind: "hooks", path: "hooks.json", format: CURSOR_ENTRIES, shell: "any" }],
    hooks: hooksOf("cursor"),
    restart: "restart Cursor and running cursor-agent sessions",
  },
  {
    name: "copilot",
    title: "Copilot CLI",
    programs: ["copilot"],
    variables: [["COPILOT_HOME", ""]],
    folder: ".copilot",
    files: [
      { kind: "hooks", path: "hooks/agent-console.json", format: COPILOT_ENTRIES, shell: "posix" },
    ],
    hooks: hooksOf("copilot"),
    restart: RESTART,
  },
  {
    name: "qwen",
    title: "Qwen Code",
    programs: ["qwen"],
    variables: [["QWEN_HOME", ""]],
    folder: ".qwen",
    files: [{ kind: "hooks", path: "settings.json", format: GROUPS, shell: "posix" }],
    hooks: hooksOf("qwen"),
    offSwitches: [{ file: "settings.json", path: ["disableAllHooks"], when: true }],
    restart: RESTART,
  },
  {
    name: "droid",
    title: "Droid",
    programs: ["droid"],
    // The variable stands in for the home, not for the folder in it.
    variables: [["FACTORY_HOME_OVERRIDE", ".factory"]],
    folder: ".factory",
    files: [
      { kind: "hooks", path: "hooks.json", format: BARE_GROUPS, shell: "any" },
      { kind: "hooks", path: "settings.json", format: GROUPS, shell: "any" },
    ],
    isEither: true,
    hooks: hooksOf("droid"),
    offSwitches: [{ file: "settings.json", path: ["hooksDisabled"], when: true }],
    restart: RESTART,
  },
  {
    name: "pi",
    title: "pi",
    programs: ["pi"],
    variables: [["PI_CODING_AGENT_DIR", ""]],
    folder: ".pi/agent",
    files: [{ kind: "plugin", path: "extensions/agent-console.ts", plugin: "pi" }],
    hooks: [],
    restart: "type /reload in running pi sessions, or restart them",
  },
  {
    name: "goose",
    title: "Goose",
    programs: ["goose"],
    variables: [["XDG_CONFIG_HOME", "goose"]],
    folder: ".config/goose",
    filesFolder: ".agents/plugins/agent-console",
    files: [
      { kind: "hooks", path: "hooks/hooks.json", format: GROUPS, shell: "posix" },
      { kind: "manifest", path: "plugin.json" },
    ],
    hooks: hooksOf("goose"),
    restart: RESTART,
  },
  {
    name: "kiro",
    title: "Kiro",
    programs: ["kiro-cli"],
    variables: [],
    folder: ".kiro",
    files: [
      { kind: "hooks", path: "hooks/agent-console.json", format: KIRO_ENTRIES, shell: "any" },
    ],
    hooks: hooksOf("kiro"),
    restart: RESTART,
  },
  {
    name: "amp",
    title: "Amp",
    programs: ["amp"],
    variables: [["XDG_CONFIG_HOME", "amp"]],
    folder: ".config/amp",
    files: [{ kind: "plugin", path: "plugins/agent-console.ts", plugin: "amp" }],
    hooks: [],
    restart: "run `plugins: reload` in running Amp sessions, or restart them",
  },
  {
    name: "aider",
    title: "Aider",
    programs: ["aider"],
    variables: [],
    folder: ".aider",
    filesFolder: "",
    traces: [".aider.conf.yml"],
    files: [{ kind: "aider", path: ".aider.conf.yml" }],
    hooks: [],
    restart: "restart running Aider sessions",
  },
];
