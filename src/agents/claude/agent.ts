import type { Facts } from "../agent.ts";
import { LIMITS } from "../shape/limits.ts";

/** Claude Code, as people and tools are told of it. */
export const agent: Facts = {
  title: "Claude Code",
  label: "Claude Code",
  capabilities: {
    question: "yes",
    turnEnd: "yes",
    interrupt: "partly",
    close: "partly",
    background: "yes",
  },
  limits: [
    "Esc fires no event (anthropics/claude-code#9516): it shows once somebody looks, by Claude Code's own records, else by the idle prompt a minute later.",
    "Turning down a permission fires no event: it shows once somebody looks, else with the next step, prompt or idle prompt.",
    "Granting a permission fires no event: it shows once somebody looks, else when the tool has run.",
    LIMITS.killed,
  ],
  seen: { version: "2.1.332", date: "2026-11-25", how: "in a terminal, scripted model" },
  resume: ["claude", "--resume"],
  programs: ["claude"],
  variables: [["CLAUDE_CONFIG_DIR", ""]],
  folder: ".claude",
  install: () => import("./install.ts"),
};
