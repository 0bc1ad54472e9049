import { existsSync } from "node:fs";
import { dirname } from "node:path";
import type { TargetFile } from "../agents/facets/install.ts";
import { ConsoleError } from "../protocol/errors.ts";
import { holdsQuestions } from "./answers.ts";
import { hookCommand, programOf } from "./command.ts";
import { findMap } from "./entries.ts";
import { asInstalled, hookFileOf, installsTo, knownHooks } from "./hook-file.ts";
import { inspectHooks, installHooks, uninstallHooks } from "./hooks.ts";
import { childrenOf, parseDocument, splitMark, valueOrEmpty } from "./json.ts";
import { renderFile } from "./layout.ts";
import { isEdited } from "./mark.ts";
import type { Place } from "./place.ts";
import { isOurPlugin, pluginText, programOfPlugin } from "./plugins.ts";
import { commandOfScript, isOurScript, scriptText } from "./scripts.ts";
import { inspectSetting, installSetting, type SettingFile, uninstallSetting } from "./setting.ts";
import { inspectTables, installTables, type TablesFile, uninstallTables } from "./tables.ts";

/** What of ours stands in a place. */
export interface PlaceState {
  installed: "yes" | "no" | "partly" | "outdated";
  /** The programs that what stands there runs. */
  programs: string[];
}

/** The places to install in: all of them, or for an agent with a choice the one in use. */
export function placesInUse(places: readonly Place[]): readonly Place[] {
  if (!places[0]?.located.install.isEither) return places;
  const chosen =
    places.find((place) => stateOrProblem(place) !== "no") ?? places.find(isInUse) ?? places[0];
  return [chosen];
}

/**
 * The text of the place with our part in it.
 * @throws ConsoleError `refused` when the file can't be read, or is the user's own
 */
export function installText(place: Place, text: string | null): string {
  const { spec } = place;
  const { file } = place.disk;
  switch (spec.kind) {
    case "hooks":
      return installHooks(text, hookFileOf(place, text));
    case "plugin":
      if (text !== null && !isOurPlugin(text)) throw notOurs(file);
      if (text !== null && isEdited(text, "//")) throw edited(file);
      return pluginText(place.agent, spec.plugin, place.program, holdsQuestions(place));
    case "manifest":
      if (text !== null && !isNamed(text, file, spec.manifest.name)) throw notOurs(file);
      return renderFile(spec.manifest);
    case "script":
      if (text !== null && !isOurScript(text)) throw notOurs(file);
      if (text !== null && isEdited(text, "#")) throw edited(file);
      return scriptText(place.agent, hookCommand(place.agent, place.program, "posix"));
    case "tables":
      return installTables(text, tablesOf(place, spec, text));
    case "setting": {
      const command = hookCommand(place.agent, place.program, "terminal");
      const after = installSetting(text, settingOf(place, spec), command);
      if (after !== null) return after;
      const what = `${file} has notification settings of its own, and there is room for one only`;
      throw new ConsoleError("refused", `${what} - take them out to install`);
    }
  }
}

/**
 * The text of the place without our part; null when nothing is left of a file
 * that we began. `original`: the file from before us, null when there was none.
 * @throws ConsoleError `refused` when the file can't be read
 */
export function uninstallText(place: Place, text: string, original: string | null): string | null {
  const { spec } = place;
  switch (spec.kind) {
    case "hooks": {
      const hooks = asInstalled(hookFileOf(place, text), text);
      // Nobody has touched it since: the very bytes of before.
      if (hooks.hooks.length > 0 && installsTo(original, hooks, text)) return original;
      return uninstallHooks(text, hooks, original);
    }
    case "plugin":
      if (isOurPlugin(text) && isEdited(text, "//")) throw edited(place.disk.file);
      return isOurPlugin(text) ? null : text;
    case "manifest":
      return isNamed(text, place.disk.file, spec.manifest.name) ? null : text;
    case "script":
      if (isOurScript(text) && isEdited(text, "#")) throw edited(place.disk.file);
      return isOurScript(text) ? null : text;
    case "tables":
      return uninstallTables(text, tablesOf(place, spec, text), original);
    case "setting":
      return uninstallSetting(text, settingOf(place, spec), original);
  }
}

/**
 * How much of our part stands in the place.
 * @throws ConsoleError `refused` when the file can't be read
 */
export function stateOf(place: Place): PlaceState {
  const { spec } = place;
  const { text, file } = place.disk;
  if (text === null) return { installed: "no", programs: [] };
  switch (spec.kind) {
    case "hooks": {
      const state = inspectHooks(text, hookFileOf(place, text));
      const programs = state.commands.flatMap((command) => programOf(command, place.agent) ?? []);
      if (state.present.length === 0) return { installed: "no", programs };
      if (state.outdated.length > 0) return { installed: "outdated", programs };
      return { installed: state.missing.length > 0 ? "partly" : "yes", programs };
    }
    case "plugin": {
      if (!isOurPlugin(text)) return { installed: "no", programs: [] };
      const isCurrent = text === installText(place, text);
      const program = programOfPlugin(text);
      return { installed: isCurrent ? "yes" : "outdated", programs: program ? [program] : [] };
    }
    case "manifest": {
      if (!isNamed(text, file, spec.manifest.name)) return { installed: "no", programs: [] };
      const isCurrent = text === renderFile(spec.manifest);
      return { installed: isCurrent ? "yes" : "outdated", programs: [] };
    }
    case "script": {
      if (!isOurScript(text)) return { installed: "no", programs: [] };
      const program = programOf(commandOfScript(text), place.agent);
      const isCurrent = text === installText(place, text);
      return { installed: isCurrent ? "yes" : "outdated", programs: program ? [program] : [] };
    }
    case "tables": {
      const state = inspectTables(text, tablesOf(place, spec, text));
      const programs = state.commands.flatMap((command) => programOf(command, place.agent) ?? []);
      if (state.present.length === 0) return { installed: "no", programs };
      if (state.missing.length > 0) return { installed: "partly", programs };
      return { installed: state.isCurrent ? "yes" : "outdated", programs };
    }
    case "setting": {
      const { command, isOurs, isOn } = inspectSetting(text, settingOf(place, spec));
      if (!isOurs || command === undefined) return { installed: "no", programs: [] };
      const program = programOf(command, place.agent);
      const isCurrent = isOn === true && text === installText(place, text);
      return { installed: isCurrent ? "yes" : "outdated", programs: program ? [program] : [] };
    }
  }
}

function isInUse(place: Place): boolean {
  const { spec, disk } = place;
  if (spec.kind !== "hooks") return existsSync(dirname(disk.target));
  if (disk.text === null) return disk.problem !== undefined;
  if (spec.format.path.length === 0) return true;
  const file = hookFileOf(place, disk.text);
  const map = findMap(parseDocument(splitMark(disk.text)[1], disk.file), file);
  return childrenOf(map).length > 0;
}

function stateOrProblem(place: Place): string {
  try {
    return stateOf(place).installed;
  } catch (error) {
    if (error instanceof ConsoleError) return "unreadable";
    throw error;
  }
}

function settingOf({ agent, disk }: Place, spec: TargetFile & { kind: "setting" }): SettingFile {
  const { commandKey, switchKey } = spec;
  return { agent, file: disk.file, commandKey, switchKey };
}

function tablesOf(
  { agent, disk, program, version, located }: Place,
  { table, shell }: TargetFile & { kind: "tables" },
  text: string | null,
): TablesFile {
  const command = hookCommand(agent, program, shell);
  const file: TablesFile = { agent, file: disk.file, table, hooks: [], command };
  const { present } = inspectTables(text, file);
  return { ...file, hooks: knownHooks(located.install.hooks, version, present) };
}

function isNamed(text: string, file: string, name: string): boolean {
  return valueOrEmpty(parseDocument(splitMark(text)[1], file)).name === name;
}

function notOurs(file: string): ConsoleError {
  return new ConsoleError("refused", `${file} is not ours - move it away to install`);
}

function edited(file: string): ConsoleError {
  const what = `${file} was edited after it was installed`;
  return new ConsoleError("refused", `${what} - move it away, then run this again`);
}
