import { buildInfo } from "../../version.ts";
import { JSON_ARG } from "../args.ts";
import { command } from "../command.ts";
import { writeOut } from "../output.ts";
import { formatFacts } from "../print.ts";

export const version = command({
  meta: { name: "version", description: "Show which build this is" },
  args: { ...JSON_ARG },
  run: ({ args }) => {
    const info = buildInfo();
    writeOut(args.json ? `${JSON.stringify(info)}\n` : formatFacts(Object.entries(info)));
  },
});
