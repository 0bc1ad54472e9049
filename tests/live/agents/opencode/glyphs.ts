import type { Dialect } from "../../common/dialect.ts";
import { use } from "../../models/script.ts";

const bash = (command: string) => use("bash", { command, description: "a step of the script" });

/** OpenCode's screen: a session is made with its first prompt. */
export const dialect: Dialect = {
  opened: [{ do: { start: [] }, see: /Ask anything/, told: [] }],
  ready: /Ask anything/,
  begins: ["attention/started?"],
  leaves: { type: "/exit" },
  // It gives the terminal back as it leaves: another one is a signal that kills it there.
  quits: { press: ["C-c"] },
  busy: /esc interrupt/,
  // Two that come together are another key: the third is for that.
  esc: { press: ["Escape", "Escape", "Escape"] },
  // It says so of a text, not of a tool.
  interrupted: /^(?![\s\S]*esc (?:again to )?interrupt)/,
  error: /┃ {2}scripted error 400/,
  dialog: /△ Permission required/,
  asked: "question/permission",
  grant: { press: ["Enter"] },
  denies: {
    do: { press: ["Right", "Right", "Enter"] },
    see: /^(?![\s\S]*Permission required)/,
    told: ["attention/interrupted"],
  },
  leavesDialog: {
    do: { press: ["Escape"] },
    see: /^(?![\s\S]*Permission required)/,
    told: ["attention/interrupted"],
  },
  hungUp: "closed/ended",
  risky: bash,
  // `sleep 60` is allowed in its settings.
  shell: bash,
};
