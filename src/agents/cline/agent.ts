import type { Facts } from "../agent.ts";
import { LIMITS } from "../shape/limits.ts";

/** Cline CLI, as people and tools are told of it. */
export const agent: Facts = {
  title: "Cline CLI",
  label: "Cline",
  capabilities: {
    question: "partly",
    turnEnd: "yes",
    interrupt: "yes",
    close: "partly",
    background: "partly",
  },
  limits: [
    LIMITS.approval,
    "A session appears with its first prompt, not at launch.",
    "A /clear shows with the next prompt.",
    "Leaving it fires no event: the end shows when the process is gone.",
    "Only subagents are counted as work in the background.",
    "A session beside another, or one that is resumed, runs in Cline's hub: its process and terminal are those of the client in the same folder, with -z not known.",
    "Nothing is answered from the hub: no hook runs while its dialog stands (3.0.65).",
  ],
  seen: { version: "3.0.65", date: "2026-11-26", how: "in a terminal, scripted model" },
  resume: ["cline", "--id"],
  programs: ["cline"],
  variables: [["CLINE_DIR", ""]],
  folder: ".cline",
  install: () => import("./install.ts"),
};
