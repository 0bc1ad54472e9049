import type { Facts } from "../agent.ts";
import { LIMITS } from "../shape/limits.ts";

/** Qoder CLI, as people and tools are told of it. */
export const agent: Facts = {
  title: "Qoder CLI",
  label: "Qoder",
  capabilities: {
    question: "yes",
    turnEnd: "yes",
    interrupt: "partly",
    close: "partly",
    background: "no",
  },
  limits: [
    "Only the end of a session without a login was seen; the rest is known from its code alone.",
    "No event for an interrupt is known: it shows by the idle prompt that follows.",
    "Only subagents are counted as work in the background.",
    LIMITS.killed,
  ],
  seen: {
    version: "1.1.52",
    date: "2026-11-25",
    how: "headless and without a login: its SessionEnd only",
  },
  resume: ["qodercli", "--resume"],
  programs: ["qodercli", "qoder"],
  variables: [["QODER_CONFIG_DIR", ""]],
  folder: ".qoder",
  install: () => import("./install.ts"),
};
