import type { Facts } from "../agent.ts";

/** pi, as people and tools are told of it. */
export const agent: Facts = {
  title: "pi",
  label: "pi",
  capabilities: {
    question: "yes",
    turnEnd: "yes",
    interrupt: "yes",
    close: "yes",
    background: "no",
  },
  limits: [
    "Versions without ui_prompt_start never show a question.",
    "A killed process fires no session_shutdown: the end shows when the process is gone.",
    "Nothing is answered from the hub: it asks for no permission itself, and the dialog of an extension is that extension's own.",
  ],
  seen: { version: "1.6.0", date: "2026-11-26", how: "in a terminal, scripted model" },
  programs: ["pi"],
  variables: [["PI_CODING_AGENT_DIR", ""]],
  folder: ".pi/agent",
  install: () => import("./install.ts"),
};
