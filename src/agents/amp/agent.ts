import type { Facts } from "../agent.ts";
import { LIMITS } from "../shape/limits.ts";

/** Amp, as people and tools are told of it. */
export const agent: Facts = {
  title: "Amp",
  label: "Amp",
  capabilities: {
    question: "no",
    turnEnd: "yes",
    interrupt: "partly",
    close: "partly",
    background: "no",
  },
  limits: [
    LIMITS.approval,
    "A cancelled turn may look like one that is done.",
    "The plugin interface is experimental: a new version may silence it.",
  ],
  seen: null,
  programs: ["amp"],
  variables: [["XDG_CONFIG_HOME", "amp"]],
  folder: ".config/amp",
  install: () => import("./install.ts"),
};
