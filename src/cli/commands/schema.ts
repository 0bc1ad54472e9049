import { command } from "../command.ts";
import { writeOut } from "../output.ts";

export const schema = command({
  meta: {
    name: "schema",
    description: "Print the shape of every request, reply, event and --json output as JSON Schema",
  },
  guide: {
    group: "The hub itself",
    examples: [
      ["agent-console schema", "the protocol as JSON Schema"],
      ["agent-console schema --types", "the same as TypeScript"],
    ],
  },
  args: { types: { type: "boolean", description: "as TypeScript types instead" } },
  run: async ({ args }) => {
    const { SCHEMA, TYPES } = await import("../schema/data.ts");
    writeOut(args.types ? TYPES : `${JSON.stringify(SCHEMA, null, 2)}\n`);
  },
});
