import { buildInfo } from "../../version.ts";
import { JSON_ARG } from "../args.ts";
import { command } from "../command.ts";
import { writeAnswer } from "../output.ts";
import { formatFacts } from "../print.ts";

export const version = command({
  meta: { name: "version", description: "Show which build this is" },
  guide: {
    group: "Set up",
    examples: [
      ["agent-console version", "which build this is"],
      ["agent-console --version", "only its number"],
    ],
  },
  args: { ...JSON_ARG },
  run: ({ args }) => {
    const info = buildInfo();
    writeAnswer(args.json === true, info, () => formatFacts(Object.entries(info)));
  },
});
