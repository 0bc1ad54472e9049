import type { Dialect } from "../../common/dialect.ts";
import { use } from "../../models/script.ts";

/** Gemini CLI's screen. */
export const dialect: Dialect = {
  opened: [{ do: { start: [] }, see: /Type your message/, told: ["attention/started"] }],
  ready: /Type your message/,
  begins: [],
  leaves: { type: "/quit" },
  busy: /esc to cancel/,
  esc: { press: ["Escape"] },
  interrupted: /Request cancelled/,
  error: /✕ .*scripted error 400/,
  dialog: /Allow execution of/,
  asked: "question/permission",
  grant: { choose: /Allow once/ },
  denies: {
    do: { choose: /No, suggest changes/ },
    see: /Request cancelled/,
    told: ["attention/interrupted"],
  },
  leavesDialog: {
    do: { press: ["Escape"] },
    see: /Request cancelled/,
    told: ["attention/interrupted"],
  },
  hungUp: "closed/process_exited",
  risky: (command) => use("run_shell_command", { command, description: "a step of the script" }),
};
