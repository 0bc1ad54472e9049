import { join } from "node:path";
import { ConsoleError } from "../protocol/errors.ts";
import { noAnswersFor, takesAnswers } from "./answers.ts";
import { readBackup } from "./backup.ts";
import type { Change } from "./change.ts";
import { programProblem } from "./command.ts";
import { readQuietly } from "./disk.ts";
import { knownHooks } from "./hook-file.ts";
import { type InstallOptions, type Located, locateAll } from "./locate.ts";
import { type Place, readPlaces } from "./place.ts";
import { installText, placesInUse, stateOf, uninstallText } from "./place-text.ts";
import { readVersion } from "./versions.ts";

/** Answers are refused where no version is told, so a slow start is waited for. */
const ANSWERS_VERSION_MS = 30_000;

/**
 * What `install` would do: a change for each file of each agent asked for, or
 * found. Those with a problem say so and change nothing.
 * @throws ConsoleError `usage` for an unknown name, `refused` when our own
 *   program has a path that no hook can name
 */
export async function planInstall(options: InstallOptions): Promise<Change[]> {
  const problem = programProblem(options.program);
  if (problem !== undefined) {
    throw new ConsoleError("refused", `${problem} - put the built agent-console on PATH`);
  }
  const asked = new Set(options.agents);
  const all = await locateAll(options);
  const located = all.filter((one) => one.isFound || asked.has(one.agent.name));
  const plans = await Promise.all(located.map((one) => planOne(one, options)));
  return plans.flat();
}

async function planOne(located: Located, options: InstallOptions): Promise<Change[]> {
  const needsVersion =
    located.install.hooks.some(({ since, aside }) => since ?? aside) ||
    options.answers === true ||
    readPlaces(located, null, options).some(takesAnswers);
  const version = needsVersion ? await versionOf(located, options) : null;
  const places = readPlaces(located, version, options);
  const tooOld = tooOldFor(located, version);
  const used = tooOld === undefined ? placesInUse(places) : [];
  const changes = places.flatMap((place) => {
    return (used.includes(place) ? planIn(place) : planOut(place)) ?? [];
  });
  const [first] = places;
  const noAnswers = noAnswersFor(located, version, options.answers);
  if (noAnswers !== undefined && first !== undefined) {
    return [guarded(first, (change) => withProblem(change, noAnswers))];
  }
  if (tooOld !== undefined && first !== undefined && changes.length === 0) {
    return [guarded(first, (change) => withProblem(change, tooOld))];
  }
  // An agent is done as a whole or not at all.
  const problems = changes.filter((change) => change.problem !== undefined);
  return problems.length > 0 ? problems : changes;
}

/**
 * What `uninstall` would do: a change for each file that has something of ours.
 * @throws ConsoleError `usage` for an unknown name
 */
export async function planUninstall(options: InstallOptions): Promise<Change[]> {
  const located = await locateAll(options);
  return located
    .flatMap((one) => readPlaces(one, null, options))
    .flatMap((place) => planOut(place) ?? []);
}

/** The version an agent's program tells; null when there is no program or it does not. */
export async function versionOf(located: Located, options: InstallOptions): Promise<string | null> {
  if (located.program === null) return null;
  const { env, answers, versionTimeoutMs = answers ? ANSWERS_VERSION_MS : undefined } = options;
  return readVersion(located.program, env, versionTimeoutMs);
}

/** Why an agent of this version can have no hooks at all; undefined when it can. */
export function tooOldFor(
  { agent, install: { hooks } }: Located,
  version: string | null,
): string | undefined {
  if (hooks.length === 0 || knownHooks(hooks, version, []).length > 0) return undefined;
  const since = hooks[0]?.since;
  return `${agent.label} ${version} knows no hooks - update it to ${since} or later`;
}

function planIn(place: Place): Change {
  const before = place.disk.text;
  return guarded(place, (change) => {
    const after = installText(place, before);
    if (after === before) return change;
    if (place.disk.problem !== undefined) return withProblem(change, place.disk.problem);
    // The first original only, never a version with our own entries in it.
    const isOriginal = before !== null && stateOf(place).installed === "no";
    return { ...change, after, backup: isOriginal ? "write" : "none", notes: notesFor(place) };
  });
}

function planOut(place: Place): Change | undefined {
  const before = place.disk.text;
  const original = readBackup(place.disk.file);
  if (before === null && original === null && !place.disk.isHidden) return undefined;
  const planned = guarded(place, (change) => {
    const after = before === null ? null : uninstallText(place, before, original);
    const isSame = after === before;
    if (isSame && original === null) return change;
    if (place.disk.problem !== undefined) return withProblem(change, place.disk.problem);
    const notes = isSame ? [] : [restartNote(place)];
    return { ...change, after, backup: original === null ? "none" : "remove", notes };
  });
  const isNothing = planned.after === planned.before && planned.backup === "none";
  // A file that can't be read is ours to speak of only when it may hold something of ours.
  const mayBeOurs = place.disk.isHidden || before?.includes("agent-console");
  const isConcern = planned.problem !== undefined && mayBeOurs === true;
  return isNothing && !isConcern ? undefined : planned;
}

function guarded(place: Place, plan: (change: Change) => Change): Change {
  const { disk, located } = place;
  const change: Change = {
    agent: place.agent,
    title: located.agent.label,
    file: disk.file,
    before: disk.text,
    after: disk.text,
    backup: "none",
    notes: [],
  };
  if (disk.text === null && disk.problem !== undefined) return withProblem(change, disk.problem);
  try {
    return plan(change);
  } catch (error) {
    if (!(error instanceof ConsoleError)) throw error;
    return withProblem(change, error.message);
  }
}

function withProblem(change: Change, problem: string): Change {
  return { ...change, problem };
}

function notesFor(place: Place): string[] {
  const { agent, install, folder, isFound } = place.located;
  if (place.spec.kind === "manifest") return [];
  const { trust, notes } = install;
  const config = trust === undefined ? null : readQuietly(join(folder, trust.file));
  const { first = [], last = [] } = notes?.({ version: place.version, config }) ?? {};
  const missing = isFound ? [] : [`${agent.label} was not found on this machine`];
  return [...first, restartNote(place), ...last, ...missing];
}

function restartNote({ located }: Place): string {
  return `${located.agent.label}: ${located.install.restart}`;
}
