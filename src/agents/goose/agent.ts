import type { Facts } from "../agent.ts";
import { LIMITS } from "../shape/limits.ts";

/** Goose, as people and tools are told of it. */
export const agent: Facts = {
  title: "Goose",
  label: "Goose",
  capabilities: {
    question: "no",
    turnEnd: "yes",
    interrupt: "no",
    close: "yes",
    background: "no",
  },
  limits: [LIMITS.approval, LIMITS.breakOff, "The working directory shows with the first tool."],
  seen: null,
  programs: ["goose"],
  variables: [["XDG_CONFIG_HOME", "goose"]],
  folder: ".config/goose",
  install: () => import("./install.ts"),
};
