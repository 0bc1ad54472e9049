import { run } from "./cli/program.ts";

run(process.argv.slice(2)).then((status) => process.exit(status));
