import type { Dialect } from "../../common/dialect.ts";
import { withoutDialog } from "../../common/dialect.ts";
import { use } from "../../models/script.ts";

const runs = (command: string) => use("run_commands", { commands: [command] });

/** Cline CLI's screen: a session begins with its first prompt. */
export const dialect: Dialect = {
  opened: [{ do: { start: [] }, see: /❯ What can I do/, told: [] }],
  ready: /❯ What can I do/,
  begins: ["attention/started?"],
  leaves: { press: ["C-c", "C-c"] },
  isGone: "closed/process_exited",
  busy: /esc to cancel|[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] \w/,
  esc: { press: ["Escape"] },
  interrupted: /^(?![\s\S]*[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] )/,
  error: /Error: scripted error 400/,
  dialog: /Approve tool call\?/,
  asked: "question/permission",
  grant: { press: ["y"] },
  // Its model is told, and goes on.
  denies: {
    do: { press: ["n"] },
    see: /It is made/,
    told: ["working", "attention/turn_done"],
  },
  leavesDialog: {
    do: { press: ["Escape"] },
    see: withoutDialog(/Approve tool call\?/),
    told: ["attention/interrupted"],
  },
  hungUp: "closed/process_exited",
  risky: runs,
  shell: runs,
};
