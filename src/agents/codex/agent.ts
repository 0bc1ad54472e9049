import type { Facts } from "../agent.ts";

/** Codex CLI, as people and tools are told of it. */
export const agent: Facts = {
  title: "Codex CLI",
  label: "Codex",
  capabilities: {
    question: "yes",
    turnEnd: "yes",
    interrupt: "yes",
    close: "partly",
    background: "partly",
  },
  limits: [
    "Hooks run only after they were trusted: until then nothing is reported.",
    "A session appears with its first prompt, not at launch.",
    "A turn that failed, a proposed plan and who reviews approvals are told by its rollout: where the hub can't read that, such a turn works on until the next prompt, and the others show as a finished turn and as a permission.",
    "Turning a plan down tells nobody: it stays a question until the next prompt.",
    "Granting a permission, turning down a subagent's and a subagent that failed fire no event: the app-server daemon tells of them while somebody watches. Without it, as with --no-daemon, a granted question stands until the tool has run, and a subagent's until the turn is over.",
    "A terminal that runs on in the background is not counted.",
    "With the app-server daemon the terminal and the end of a session are those of the client in the same folder; on macOS, and where none is there, its end is told up to a minute late.",
  ],
  seen: { version: "0.169.0", date: "2026-11-25", how: "in a terminal, scripted model" },
  resume: ["codex", "resume"],
  programs: ["codex"],
  variables: [["CODEX_HOME", ""]],
  folder: ".codex",
  install: () => import("./install.ts"),
};
