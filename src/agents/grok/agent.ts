import type { Facts } from "../agent.ts";
import { LIMITS } from "../shape/limits.ts";

/** Grok Build, as people and tools are told of it. */
export const agent: Facts = {
  title: "Grok Build",
  label: "Grok Build",
  capabilities: {
    question: "partly",
    turnEnd: "yes",
    interrupt: "partly",
    close: "partly",
    background: "partly",
  },
  limits: [
    "It is seen only through the hooks of Claude Code and Cursor, which it runs too.",
    LIMITS.permission,
    "Only newer versions tell of an interrupt.",
  ],
  seen: null,
  programs: ["grok"],
  variables: [],
  folder: ".grok",
  install: undefined,
};
