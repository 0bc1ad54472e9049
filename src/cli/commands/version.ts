import { buildInfo } from "../../version.ts";
import { command } from "../command.ts";
import { OUTPUT_ARGS, readForm, writeOne } from "../output-form.ts";
import { formatFacts } from "../print.ts";

export const version = command({
  meta: { name: "version", description: "Show which build this is" },
  guide: {
    group: "Set up",
    examples: [
      ["agent-console version", "which build this is"],
      ["agent-console --version", "only its number"],
      ["agent-console version --format '{version} {commit}'", "in your own words"],
    ],
  },
  args: OUTPUT_ARGS,
  run: async ({ args }) => {
    const form = await readForm("version", args);
    const info = buildInfo();
    writeOne(form, info, () => formatFacts(Object.entries(info)));
  },
});
