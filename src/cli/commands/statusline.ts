import { COMMON_ARGS } from "../args.ts";
import { command } from "../command.ts";
import { runStatusline } from "../statusline.ts";

/** The status line as the help shows it; bars' own calls never come this way, they are taken aside before. */
export const statusline = command({
  meta: { name: "statusline", description: "Print one short line for a status bar" },
  guide: {
    group: "See what agents do",
    examples: [
      ["agent-console statusline", "for a bar that asks again and again"],
      ["agent-console statusline --follow", "for a bar that reads lines"],
      ["agent-console statusline --format '{waiting}!|{next}'", "your own words"],
    ],
  },
  args: {
    format: {
      type: "string",
      valueHint: "template",
      description:
        "{waiting} {question} {attention} {working} {started} {seen} {closed} {total} {next}; | parts",
    },
    follow: { type: "boolean", description: "stay, and print a new line on each change" },
    ...COMMON_ARGS,
  },
  run: async ({ rawArgs }) => {
    await runStatusline(rawArgs);
  },
});
