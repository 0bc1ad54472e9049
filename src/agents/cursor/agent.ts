import type { Facts } from "../agent.ts";
import { LIMITS } from "../shape/limits.ts";

/** Cursor, as people and tools are told of it. */
export const agent: Facts = {
  title: "Cursor",
  label: "Cursor",
  capabilities: {
    question: "no",
    turnEnd: "partly",
    interrupt: "partly",
    close: "partly",
    background: "no",
  },
  limits: [
    LIMITS.approval,
    "Headless, cursor-agent fires neither prompt nor stop: only the session's end ends its work.",
    "Subagents are not counted.",
  ],
  seen: null,
  resume: ["cursor-agent", "--resume"],
  programs: ["cursor-agent", "cursor"],
  variables: [],
  folder: ".cursor",
  install: () => import("./install.ts"),
};
