import { type Dialect, withoutDialog } from "../../common/dialect.ts";
import { use } from "../../models/script.ts";

const DIALOG = /Do you want to run this command\?/;

/** Copilot CLI's screen: a session begins with its first prompt. */
export const dialect: Dialect = {
  opened: [{ do: { start: [] }, see: /\? help/, told: [] }],
  ready: /\? help/,
  begins: ["attention/started?"],
  leaves: { press: ["C-u", "/exit", "Enter"] },
  busy: /Working .*esc esc/,
  esc: { press: ["Escape", "Escape"] },
  interrupted: /Operation cancelled by user/,
  error: /scripted error 400/,
  dialog: DIALOG,
  asked: "question/permission",
  grant: { press: ["Enter"] },
  // The choice is to say what to do instead, and the model goes on with that.
  denies: [
    {
      do: { press: ["Down", "Down", "Enter", "rather not", "Enter"] },
      see: withoutDialog(DIALOG),
      told: ["working"],
    },
    { see: /It is made/, told: ["attention/turn_done"] },
  ],
  leavesDialog: {
    do: { press: ["Escape"] },
    see: /Operation cancelled by user/,
    told: ["attention/interrupted"],
  },
  hungUp: "closed/ended",
  risky: (command) => use("bash", { command, description: "a step of the script" }),
};
