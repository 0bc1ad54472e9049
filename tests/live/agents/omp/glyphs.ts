import type { Dialect } from "../../common/dialect.ts";
import { use } from "../../models/script.ts";

/** oh-my-pi's screen, where a person is asked before each tool. */
export const dialect: Dialect = {
  opened: [{ do: { start: [] }, see: /Welcome back!/, told: ["attention/started"] }],
  ready: /Welcome back!/,
  begins: [],
  leaves: { press: ["C-u", "/exit", "Enter"] },
  busy: /⎋ Working/,
  esc: { press: ["Escape"] },
  interrupted: /^(?![\s\S]*⎋ Working)/,
  error: /✘ 400 scripted error 400/,
  dialog: /Allow tool: \w+/,
  asked: "question/permission",
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
  risky: (command) => use("bash", { command }),
};
