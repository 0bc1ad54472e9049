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
    "Nothing is answered from the hub: by its documentation a hook decides before there is a dialog, which it would hold up.",
  ],
  seen: null,
  resume: ["cursor-agent", "--resume"],
  programs: ["cursor-agent", "cursor"],
  variables: [],
  folder: ".cursor",
  install: () => import("./install.ts"),
};
