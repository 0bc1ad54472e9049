import type { Facts } from "../agent.ts";

/** OpenCode, as people and tools are told of it. */
export const agent: Facts = {
  title: "OpenCode",
  label: "OpenCode",
  capabilities: {
    question: "yes",
    turnEnd: "yes",
    interrupt: "yes",
    close: "partly",
    background: "no",
  },
  limits: [
    "Answered from the hub: permissions, and a question with one answer; not several at once. Only once `install opencode --answers` has asked for that, and not what a rule answers.",
    "The plugin is loaded at start: sessions that run already are not seen.",
    "A session that is left, not deleted, ends with its process.",
    "Ctrl-C once more while it leaves kills it before it can say so: its process is gone.",
    "A session picked in its list shows with its next prompt; one that is resumed at the start shows at once, but on macOS with its prompt.",
    "With opencode serve the process and terminal are the server's.",
  ],
  seen: { version: "1.18.33", date: "2026-11-25", how: "in a terminal, scripted model" },
  resume: ["opencode", "--session"],
  programs: ["opencode"],
  variables: [
    ["OPENCODE_CONFIG_DIR", ""],
    ["XDG_CONFIG_HOME", "opencode"],
  ],
  folder: ".config/opencode",
  install: () => import("./install.ts"),
};
