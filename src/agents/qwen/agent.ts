import type { Facts } from "../agent.ts";
import { LIMITS } from "../shape/limits.ts";

/** Qwen Code, as people and tools are told of it. */
export const agent: Facts = {
  title: "Qwen Code",
  label: "Qwen Code",
  capabilities: {
    question: "yes",
    turnEnd: "yes",
    interrupt: "yes",
    close: "partly",
    background: "yes",
  },
  limits: [
    "Of several permissions that are asked for at once the first is named until all are answered: before that no tool runs, and nothing else tells.",
    "Esc while it writes or thinks fires no event: the idle prompt that follows every turn tells of it, up to two seconds later.",
    "A queued prompt begins its turn without an event: it shows with the first tool, else with its end.",
    "Without a terminal (-p) API errors and the end fire no event: the end shows when the process is gone.",
    "A background agent that has ended wakes it without an event: it works from that end on. Its chat file tells of the turn; written over five seconds late, on a very busy machine, that shows as done until it ends.",
    "A command that has ended in the background wakes it, which its chat file alone tells: where the hub can't read that, the turn shows as done until its first tool.",
    "A background agent asks nobody: what would need a permission is denied it.",
    LIMITS.killed,
    "Nothing is answered from the hub: its PermissionRequest hook is waited for, with no dialog on the screen until it has ended (0.24.4).",
  ],
  seen: { version: "0.24.4", date: "2026-11-26", how: "in a terminal, scripted model" },
  resume: ["qwen", "--resume"],
  programs: ["qwen"],
  variables: [["QWEN_HOME", ""]],
  folder: ".qwen",
  install: () => import("./install.ts"),
};
