import type { Dialect } from "../../common/dialect.ts";
import { use } from "../../models/script.ts";

const DIALOG = /Yes, allow once/;
const WITHOUT = /^(?![\s\S]*Yes, allow once)/;

/** Qwen Code's screen. */
export const dialect: Dialect = {
  opened: [{ do: { start: [] }, see: /Type your message/, told: ["attention/started"] }],
  ready: /Type your message/,
  begins: [],
  // A stopped prompt comes back into the line.
  leaves: { press: ["C-u", "/quit", "Enter"] },
  busy: /esc to cancel/,
  esc: { press: ["Escape"] },
  interrupted: /Request cancelled|^(?![\s\S]*esc to cancel)/,
  error: /✕ .*scripted error 400/,
  dialog: DIALOG,
  asked: "question/permission",
  grant: { choose: /Yes, allow once/ },
  denies: {
    do: { choose: /No, suggest changes/ },
    see: WITHOUT,
    told: ["attention/interrupted"],
  },
  leavesDialog: { do: { press: ["Escape"] }, see: WITHOUT, told: ["attention/interrupted"] },
  hungUp: "closed/ended",
  risky: (command) =>
    use("run_shell_command", {
      command,
      description: "a step of the script",
      is_background: false,
    }),
};
