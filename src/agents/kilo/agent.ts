import type { Facts } from "../agent.ts";

/** Kilo, as people and tools are told of it. */
export const agent: Facts = {
  title: "Kilo CLI",
  label: "Kilo",
  capabilities: {
    question: "yes",
    turnEnd: "yes",
    interrupt: "yes",
    close: "partly",
    background: "no",
  },
  limits: [
    "Answered from the hub: permissions, and a question with one answer; not several at once. Only once `install kilo --answers` has asked for that, and not what a rule answers.",
    "The plugin is loaded at start: sessions that run already are not seen, and none with --pure.",
    "A turn's end is told 0.7 s late, as a queued prompt may follow and nothing tells of that.",
    "Esc at a permission is told once the reason for it was entered or left out.",
    "Whether a plan is to be carried out is asked without an event: it shows as working.",
    "Background processes are not counted, nor is it told when one of its wake-ups is due.",
    "A session picked in its list shows with its next prompt; one that is resumed at the start shows at once, but on macOS with its prompt.",
    "A session that is left, not deleted, ends with its process.",
  ],
  seen: { version: "7.7.7", date: "2026-11-26", how: "in a terminal, scripted model" },
  resume: ["kilo", "--session"],
  programs: ["kilo"],
  variables: [
    ["KILO_CONFIG_DIR", ""],
    ["XDG_CONFIG_HOME", "kilo"],
  ],
  folder: ".config/kilo",
  install: () => import("./install.ts"),
};
