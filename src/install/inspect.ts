import { join } from "node:path";
import type { AgentProblem, OffSwitch, Trust, TrustFormat } from "../agents/facets/install.ts";
import { ConsoleError } from "../protocol/errors.ts";
import { takesAnswers } from "./answers.ts";
import { readQuietly } from "./disk.ts";
import { filedHandlers } from "./filed.ts";
import { hookFileOf } from "./hook-file.ts";
import { parseDocument, splitMark, valueOrEmpty } from "./json.ts";
import { type InstallOptions, type Located, locateAll } from "./locate.ts";
import { type Place, readPlaces } from "./place.ts";
import { type PlaceState, placesInUse, stateOf } from "./place-text.ts";
import { tooOldFor, versionOf } from "./plan.ts";
import { isProgram } from "./versions.ts";

/** One agent as `doctor` sees it. */
export interface AgentState {
  agent: string;
  /** The agent's own name, for people. */
  title: string;
  found: boolean;
  /** Its program; null when PATH leads to none. */
  program: string | null;
  version: string | null;
  /** The file that our hooks are, or would be, in. */
  configFile: string;
  installed: PlaceState["installed"];
  /** Null where the agent asks for no trust, and where nothing is installed. */
  trusted: Trust | null;
  /** Whether its hooks stay for answers. */
  answers: boolean;
  problems: AgentProblem[];
}

/**
 * How each agent in the table, or each one asked for, stands.
 * @throws ConsoleError `usage` for an unknown name
 */
export async function inspectAgents(options: InstallOptions): Promise<AgentState[]> {
  const located = await locateAll(options);
  return Promise.all(located.map((one) => inspectOne(one, options)));
}

async function inspectOne(located: Located, options: InstallOptions): Promise<AgentState> {
  const { agent, isFound, program } = located;
  const { trust } = located.install;
  const version = await versionOf(located, options);
  const places = placesInUse(readPlaces(located, version, options));
  const problems: AgentProblem[] = [];
  const tooOld = tooOldFor(located, version);
  if (tooOld !== undefined) problems.push(inTwo(tooOld));
  const states = places.map((place) => tryState(place, problems));
  const installed = together(states.map((state) => state.installed));
  const install = `agent-console install ${agent.name}`;

  if (problems.length === 0 && (isFound || installed !== "no")) {
    if (installed === "no") problems.push({ what: "hooks are not installed", cure: install });
    if (installed === "partly") problems.push({ what: "some hooks are missing", cure: install });
    if (installed === "outdated") problems.push({ what: "hooks are out of date", cure: install });
  }
  for (const program of new Set(states.flatMap((state) => state.programs))) {
    if (isProgram(program)) continue;
    problems.push({ what: `hooks run ${program}, which is not there`, cure: install });
  }
  const trusted =
    trust === undefined || installed === "no"
      ? null
      : trustOf(trust, located, places, { version, problems });
  if (installed !== "no") problems.push(...offProblems(located));
  return {
    agent: agent.name,
    title: agent.label,
    found: isFound,
    program,
    version,
    configFile: places[0]?.disk.file ?? located.folder,
    installed,
    trusted,
    answers: places.some(takesAnswers),
    problems,
  };
}

function tryState(place: Place, problems: AgentProblem[]): PlaceState {
  try {
    if (place.disk.text === null && place.disk.problem !== undefined) {
      throw new ConsoleError("refused", place.disk.problem);
    }
    return stateOf(place);
  } catch (error) {
    if (!(error instanceof ConsoleError)) throw error;
    const { what } = inTwo(error.message);
    problems.push({ what, cure: `mend the file, then agent-console install ${place.agent}` });
    return { installed: "no", programs: [] };
  }
}

// Our errors say what is wrong, then what to do after a dash.
function inTwo(message: string): AgentProblem {
  const [what = message, cure = ""] = message.split(" - ");
  return { what, cure };
}

function together(states: readonly PlaceState["installed"][]): PlaceState["installed"] {
  const [first = "no"] = states;
  if (states.every((state) => state === first)) return first;
  return states.includes("outdated") ? "outdated" : "partly";
}

function trustOf(
  format: TrustFormat,
  { folder }: Located,
  [place]: readonly Place[],
  { version, problems }: Pick<AgentState, "version" | "problems">,
): Trust | null {
  if (place === undefined || place.disk.text === null) return null;
  const { text, target } = place.disk;
  const handlers = filedHandlers(text, hookFileOf(place, text));
  const config = readQuietly(join(folder, format.file));
  const found = format.inspect(handlers, target, config, version);
  problems.push(...found.problems);
  return found.trust;
}

function offProblems(located: Located): AgentProblem[] {
  return (located.install.offSwitches ?? []).flatMap((off) => {
    const file = join(located.folder, off.file);
    if (!isSwitchedOff(readQuietly(file), off)) return [];
    const name = off.path.join(".");
    return [{ what: `hooks are switched off in ${file}`, cure: `take ${name} out of ${file}` }];
  });
}

function isSwitchedOff(text: string | null, off: OffSwitch): boolean {
  try {
    let value: unknown = valueOrEmpty(parseDocument(splitMark(text ?? "")[1], off.file));
    for (const key of off.path) {
      value = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
    }
    return Array.isArray(value) ? value.includes(off.when) : value === off.when;
  } catch (error) {
    // A file that can't be read is a problem reported with the hooks themselves.
    if (error instanceof ConsoleError) return false;
    throw error;
  }
}
