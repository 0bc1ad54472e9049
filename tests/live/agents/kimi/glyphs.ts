import type { Dialect } from "../../common/dialect.ts";
import { use } from "../../models/script.ts";

/** Kimi Code's screen: a session begins with its first prompt. */
export const dialect: Dialect = {
  opened: [
    { do: { start: [] }, see: /Trust this folder/, told: [] },
    { do: { press: ["Enter"] }, see: /│ > [\s\S]*context: \d/, told: [] },
  ],
  ready: /│ > [\s\S]*context: \d/,
  begins: ["attention/started?"],
  leaves: { type: "/exit" },
  busy: /[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]|🌑|🌒|🌓|🌔|🌕|🌖|🌗|🌘/,
  esc: { press: ["Escape"] },
  interrupted: /Interrupted by user/,
  error: /scripted error 400/,
  dialog: /Approve once/,
  asked: "question/permission",
  grant: { choose: /Approve once/ },
  // The model is told, and goes on.
  denies: {
    do: { choose: /Reject$/ },
    see: /It is made/,
    told: ["working", "attention/turn_done"],
  },
  leavesDialog: {
    do: { press: ["Escape"] },
    see: /It is made/,
    told: ["working", "attention/turn_done"],
  },
  hungUp: "closed/process_exited",
  risky: (command) => use("Bash", { command, description: "a step of the script" }),
};
