import { COMMON_ARGS } from "../args.ts";
import { command } from "../command.ts";
import { runStatusline } from "../statusline.ts";

/** The status line as the help shows it; bars' own calls never come this way, they are taken aside before. */
export const statusline = command({
  meta: { name: "statusline", description: "Print one short line for a status bar" },
  guide: {
    group: "See what agents do",
    examples: [
      ["agent-console statusline --follow", "for a bar that reads lines"],
      ["agent-console statusline --exit-code && tput bel", "only when somebody waits"],
      ["agent-console statusline --format '{waiting}!|{next}'", "your own words"],
    ],
    exits: [
      [1, "with --exit-code: nobody waits"],
      [69, "with --exit-code: no hub"],
    ],
  },
  args: {
    format: {
      type: "string",
      valueHint: "template",
      description:
        "{waiting} {question} {attention} {working} {started} {seen} {closed} {total} {next}; | parts",
    },
    json: { type: "boolean", description: "the line as JSON, with what it is made of" },
    waybar: {
      type: "boolean",
      description: "text, tooltip, class and percentage, as Waybar takes them",
    },
    "exit-code": { type: "boolean", description: "exit 0 when somebody waits, 1 when nobody does" },
    follow: { type: "boolean", description: "stay, and print a new line on each change" },
    ...COMMON_ARGS,
  },
  run: async ({ rawArgs }) => {
    process.exitCode = await runStatusline(rawArgs);
  },
});
