import type { Dialect } from "../../common/dialect.ts";
import { use } from "../../models/script.ts";

/** Copilot CLI's screen: a session begins with its first prompt. */
export const dialect: Dialect = {
  opened: [{ do: { start: [] }, see: /\? help/, told: [] }],
  ready: /\? help/,
  begins: ["attention/started"],
  leaves: { type: "/exit" },
  busy: /Working .*esc esc/,
  esc: { press: ["Escape", "Escape"] },
  interrupted: /Operation cancelled by user/,
  error: /scripted error 400/,
  dialog: /Do you want to run this command\?/,
  grant: { press: ["Enter"] },
  deny: { choose: /No, and tell Copilot/ },
  escDialog: { press: ["Escape"] },
  denied: /Operation cancelled by user|rejected/,
  toldDenied: ["attention/interrupted"],
  risky: (command) => use("bash", { command, description: "a step of the script" }),
  hungUp: "closed/ended",
};
