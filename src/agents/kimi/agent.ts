import type { Facts } from "../agent.ts";

/** Kimi Code, as people and tools are told of it. */
export const agent: Facts = {
  title: "Kimi Code",
  label: "Kimi Code",
  capabilities: {
    question: "yes",
    turnEnd: "yes",
    interrupt: "yes",
    close: "partly",
    background: "partly",
  },
  limits: [
    "A session appears with its first prompt, not at launch, unless it is resumed.",
    "A subagent's end and the turn's are the same event: a turn shows as done after 0.7 seconds.",
    "Subagents in the background are counted, commands in the background are not.",
    "A closed terminal or a killed process fires no event: the end shows when the process is gone.",
    "Nothing is answered from the hub: its dialog stands while the PermissionRequest hook runs, but what that prints counts for nothing (2.1.0).",
  ],
  seen: { version: "2.1.0", date: "2026-11-26", how: "in a terminal, scripted model" },
  resume: ["kimi", "--session"],
  programs: ["kimi"],
  variables: [["KIMI_CODE_HOME", ""]],
  folder: ".kimi-code",
  install: () => import("./install.ts"),
};
