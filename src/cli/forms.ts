// Evaluated while the program is built: what is imported from here "with macro"
// stands in it as data, and the tables it is derived from are not loaded.
import type { ArgsDef } from "citty";
import { COMMANDS } from "../protocol/commands.ts";
import { argsOf, COMMON_ARGS, isNumeric, JSON_ARG } from "./args.ts";
import { DAEMON_ARGS } from "./daemon-args.ts";
import type { Form } from "./plain-args.ts";

/** The form of `set`, and which of its fields are numbers. */
export function setForm(): { form: Form; numeric: string[] } {
  const { positional, flags } = COMMANDS.SET;
  return {
    form: formOf({ ...argsOf("SET"), ...JSON_ARG, ...COMMON_ARGS }),
    numeric: [...positional, ...flags].filter((field) => isNumeric(COMMANDS.SET, field)),
  };
}

/** The form of `daemon`. */
export function daemonForm(): Form {
  return formOf(DAEMON_ARGS);
}

function formOf(defs: ArgsDef): Form {
  const form: Form = { words: [], required: 0, values: {}, switches: [] };
  for (const [name, def] of Object.entries(defs)) {
    if (def.type === "positional") {
      form.words.push(name);
      if (def.required === true) form.required += 1;
    } else if (def.type === "boolean") form.switches.push(name);
    else form.values[name] = typeof def.default === "string" ? def.default : null;
  }
  return form;
}
