import type { Agent } from "../agent.ts";

/** Cursor, the editor and cursor-agent: heard by hooks. */
export const cursor: Agent = {
  name: "cursor",
  agentType: "cursor",
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
    "No event tells that it waits for an approval: it shows as working.",
    "Headless, cursor-agent fires neither prompt nor stop: only the session's end ends its work.",
    "Subagents are not counted.",
  ],
  seen: null,
  resume: ["cursor-agent", "--resume"],
  programs: ["cursor-agent", "cursor"],
  variables: [],
  folder: ".cursor",
  isBorrowed: true,
  marks: {
    field: "cursor_version",
    transcriptFolder: "cursor",
    hookVariable: "CURSOR_VERSION",
  },
  facets: {
    hooks: () => import("./hooks.ts"),
    records: undefined,
    install: () => import("./install.ts"),
  },
};
