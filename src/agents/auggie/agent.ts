import type { Facts } from "../agent.ts";
import { LIMITS } from "../shape/limits.ts";

/** Auggie, as people and tools are told of it. */
export const agent: Facts = {
  title: "Auggie",
  label: "Auggie",
  capabilities: {
    question: "no",
    turnEnd: "yes",
    interrupt: "yes",
    close: "partly",
    background: "no",
  },
  limits: [
    "Known from the code of 0.36.0 alone: it asks for a login.",
    "Hooks run only where Augment has switched them on for the account.",
    LIMITS.approval,
    "An API error fires no event: the session shows as working.",
    "Subagents are not counted.",
  ],
  seen: null,
  resume: ["auggie", "--resume"],
  programs: ["auggie"],
  variables: [],
  folder: ".augment",
  install: () => import("./install.ts"),
};
