import type { Facts } from "../agent.ts";
import { LIMITS } from "../shape/limits.ts";

/** Claude Code, as people and tools are told of it. */
export const agent: Facts = {
  title: "Claude Code",
  label: "Claude Code",
  capabilities: {
    question: "yes",
    turnEnd: "yes",
    interrupt: "yes",
    close: "yes",
    background: "yes",
  },
  limits: [
    "Esc, and turning down or granting a permission, fire no event (anthropics/claude-code#9516): Claude Code's own records tell them, within 0.3 s. Where the hub can't read those (another machine, a container, macOS) a process beside the hook does, while a question is open, and of several at once all end with the last; any other Esc shows there with the next step or prompt, as no idle prompt comes.",
    "Of two dialogs at once the first, granted, is named until its tool has run, unless that is a command, which is seen to run (Linux): its records say no sooner which one is up.",
    "What was queued, as a prompt or /compact, has no event when its turn begins, but a line in its transcript: where that can't be read, the turn before shows as finished for a second or for as long as it takes.",
    "A Stop hook of somebody else's that takes long, or has it go on, fires no event: the turn shows as finished meanwhile, until its next tool or its end.",
    "Stopped by Ctrl-Z: no event, and nothing in its records: the hub looks once a key is typed in its terminal (Linux), and elsewhere when somebody lists or asks.",
    "Answered from the hub: permissions, and a question with one choice; not a plan, a question with several, nor what a server or a subagent asks. Only in a terminal, and only once `install claude --answers` has asked for that.",
    LIMITS.killed,
  ],
  seen: { version: "2.1.332", date: "2026-11-25", how: "in a terminal, scripted model" },
  resume: ["claude", "--resume"],
  programs: ["claude"],
  variables: [["CLAUDE_CONFIG_DIR", ""]],
  folder: ".claude",
  install: () => import("./install.ts"),
};
