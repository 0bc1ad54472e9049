import type { Dialect } from "../../common/dialect.ts";
import { use } from "../../models/script.ts";

/** pi's screen. */
export const dialect: Dialect = {
  opened: [{ do: { start: [] }, see: /128k \(auto\)/, told: ["attention/started"] }],
  ready: /128k \(auto\)/,
  begins: [],
  leaves: { press: ["C-u", "/quit", "Enter"] },
  busy: /Working/,
  esc: { press: ["Escape"] },
  interrupted: /Operation aborted/,
  error: /Error: 400.*scripted error 400/,
  dialog: /Dangerous command/,
  // It has no permissions of its own: an extension asks.
  asked: "question/question",
  grant: { press: ["Enter"] },
  // Its model is told, and goes on.
  denies: {
    do: { press: ["Down", "Enter"] },
    see: /It is made/,
    told: ["working", "attention/turn_done"],
  },
  leavesDialog: {
    do: { press: ["Escape"] },
    see: /It is made/,
    told: ["working", "attention/turn_done"],
  },
  hungUp: "closed/ended",
  risky: (command) => use("bash", { command: `rm -rf ./nothing; ${command}` }),
  shell: (command) => use("bash", { command }),
};
