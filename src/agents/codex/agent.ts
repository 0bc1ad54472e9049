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
    "Answered from the hub: permissions for commands and changes of files of its main thread, where its app-server daemon runs it; not a question, a plan, nor what a subagent asks. Only once `install codex --answers` has asked for that, and its hooks were trusted again.",
    "Hooks run only after they were trusted: until then nothing is reported.",
    "A session appears with its first prompt, not at launch.",
    "A turn that failed, a proposed plan and who reviews approvals are told by its rollout: where the hub can't read that, such a turn works on until the next prompt, and the others show as a finished turn and as a permission.",
    "Turning a plan down tells nobody: it stays a question until the next prompt.",
    "Of two permissions of one thread at once, or without the app-server daemon, the first, granted, is named until its tool has run.",
    "Granting a permission fires no event: the app-server daemon tells it while somebody watches. Without the daemon, as with --no-daemon, the question stands until the tool has run; one about the network, or about a process inside a call, until that call is over. Without the daemon /clear shows with the next prompt.",
    "A subagent that failed, or whose dialog was turned down, is told by its own rollout or by the app-server daemon, while somebody watches.",
    "A terminal that runs on in the background is not counted.",
    "With the app-server daemon the terminal and the end of a session are those of the client in the same folder; with several there, /clear shows with the next prompt of the new session at the earliest; on macOS, and where none is there, its end is told up to a minute late.",
  ],
  seen: { version: "0.171.0", date: "2026-11-26", how: "in a terminal, scripted model" },
  resume: ["codex", "resume"],
  programs: ["codex"],
  variables: [["CODEX_HOME", ""]],
  folder: ".codex",
  install: () => import("./install.ts"),
};
