import type { Facts } from "../agent.ts";

/** Gemini CLI, as people and tools are told of it. */
export const agent: Facts = {
  title: "Gemini CLI",
  label: "Gemini CLI",
  capabilities: {
    question: "yes",
    turnEnd: "yes",
    interrupt: "yes",
    close: "partly",
    background: "no",
  },
  limits: [
    "Granting a permission fires no event: a command shows on Linux as it gets a terminal of its own, any other tool when it has run.",
    "Of two tools that are asked about at once it may name the second.",
    "A turn's end is told 0.7 s late, as a queued prompt may follow and nothing tells of that.",
    "Esc and errors are told by its chat file: where the hub can't read that, Esc at a dialog shows with the next prompt.",
    "In a folder that is not trusted no hook runs.",
    "SessionEnd is best effort: the end may show only when the process is gone.",
    "Nothing is answered from the hub: its dialog comes up once the hook that tells of it has ended, and what that prints counts for nothing (0.61.0).",
  ],
  seen: { version: "0.61.0", date: "2026-11-25", how: "in a terminal, scripted model" },
  programs: ["gemini"],
  variables: [["GEMINI_CLI_HOME", ".gemini"]],
  folder: ".gemini",
  install: () => import("./install.ts"),
};
