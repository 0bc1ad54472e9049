import { parseArgs } from "node:util";
import type { LiveAgent } from "./agent.ts";
import { AGENTS } from "./agents/table.ts";

/** What the command line asks for. */
export interface Wanted {
  agents: readonly LiveAgent[];
  /** Scenarios by name; every one when empty. */
  scenarios: readonly string[];
  isNewest: boolean;
  isRecorded: boolean;
  isWritten: boolean;
  /** Scenarios that run at the same time. */
  jobs: number;
}

/** Ends the program with status 2 when it names what there is not. */
export function readArguments(argv: readonly string[]): Wanted {
  const { values, positionals } = parse(argv);
  const jobs = Number(values.jobs);
  if (!Number.isInteger(jobs) || jobs < 1)
    refuse(`--jobs: ${values.jobs} is no number of scenarios`);
  const unknown = positionals.find((name) => !AGENTS.some((agent) => agent.name === name));
  if (unknown !== undefined) {
    refuse(`no agent ${unknown} - there are ${AGENTS.map(({ name }) => name).join(", ")}`);
  }
  const agents = AGENTS.filter(
    ({ name }) => positionals.length === 0 || positionals.includes(name),
  );
  const scenarios = values.scenario.flatMap((names) => names.split(","));
  const there = agents.flatMap((agent) => Object.keys(agent.scenarios));
  if (values.write && scenarios.length > 0) refuse("--write is for whole runs, without --scenario");
  const missing = scenarios.find((name) => !there.includes(name));
  if (missing !== undefined) {
    refuse(`no scenario ${missing} - there are ${[...new Set(there)].join(", ")}`);
  }
  return {
    agents,
    scenarios,
    isNewest: values.newest,
    isRecorded: values.record,
    isWritten: values.write,
    jobs,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        scenario: { type: "string", multiple: true, default: [] },
        newest: { type: "boolean", default: false },
        record: { type: "boolean", default: false },
        write: { type: "boolean", default: false },
        jobs: { type: "string", default: "2" },
      },
    });
  } catch (error) {
    const [why] = String(error instanceof Error ? error.message : error).split(". ");
    return refuse(`${why} - tests/live/README.md says what there is`);
  }
}

function refuse(why: string): never {
  console.error(why);
  process.exit(2);
}
