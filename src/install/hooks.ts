import type { JsonObject, JsonValue } from "../agents/facets/install.ts";
import { isOurCommand } from "./command.ts";
import {
  allEntries,
  entryFor,
  findEntries,
  findList,
  findMap,
  type HookFile,
  isAsWanted,
  nodeOf,
  wantedFor,
} from "./entries.ts";
import {
  childrenOf,
  holds,
  isEmpty,
  type JsonDocument,
  keyOf,
  parseDocument,
  splitMark,
  valueOrEmpty,
} from "./json.ts";
import { renderFile } from "./layout.ts";
import { foreignOf, readOriginal, removeEntry, removeUpwards } from "./removal.ts";
import { appendChild, removeChild, replaceNode } from "./splice.ts";

const MAX_EDITS = 1000;

/** How much of what should stand in a file stands there. Events, in the order of registration. */
export interface HookState {
  /** Events with a handler of ours, as it should be or not. */
  present: string[];
  missing: string[];
  /** Events whose handler of ours is not as it should be, or should not be. */
  outdated: string[];
  /** Events with a handler of ours that its agent does not wait for. */
  aside: string[];
  /** The commands of ours, as they stand. */
  commands: string[];
}

/**
 * The file with our hooks in it: foreign entries, comments and layout as they
 * were, ours last in each list, an older form of ours replaced where it stands.
 * `text` null: there is no file.
 * @throws ConsoleError `refused` when the file is not as its agent writes it
 */
export function installHooks(text: string | null, spec: HookFile): string {
  if (!isOurCommand(spec.command, spec.agent))
    throw new Error(`not a command of ours: ${spec.command}`);
  return edit(text ?? "", spec, (document) => nextInstall(document, spec));
}

/**
 * The file without anything of ours; null when nothing else was in it.
 * `original` is the file as it was before we came, null when there was none:
 * containers that it had stay, also when empty.
 * @throws ConsoleError `refused` when the file is not as its agent writes it
 */
export function uninstallHooks(
  text: string,
  spec: HookFile,
  original: string | null,
): string | null {
  if (inspectHooks(text, spec).commands.length === 0) return text;
  const before = original === null ? null : readOriginal(original);
  const without = edit(text, spec, (document) => nextUninstall(document, spec, before));
  const rest = valueOrEmpty(parseDocument(splitMark(without)[1], spec.file));
  if (!isEmpty(rest)) return without;
  const hasComment = /\/[/*]/.test(without);
  return hasComment || !isEmpty(before ?? {}) ? without : original;
}

/**
 * What stands in the file, compared with what should.
 * @throws ConsoleError `refused` when the file is not as its agent writes it
 */
export function inspectHooks(text: string | null, spec: HookFile): HookState {
  const document = parseDocument(splitMark(text ?? "")[1], spec.file);
  const entries = allEntries(document, spec);
  const wanted = new Map(spec.hooks.map((hook) => [hook.event, hook]));
  const present = new Set(entries.map((entry) => entry.event));
  const outdated = entries.filter((entry, index) => {
    const hook = wanted.get(entry.event);
    const isFirst = entries.findIndex((other) => other.event === entry.event) === index;
    return !isFirst || hook === undefined || !isAsWanted(entry, spec, hook);
  });
  return {
    present: [...present],
    missing: [...wanted.keys()].filter((event) => !present.has(event)),
    outdated: [...new Set(outdated.map((entry) => entry.event))],
    aside: entries.filter(({ isAside }) => isAside).map(({ event }) => event),
    commands: [...new Set(entries.map((entry) => entry.command))],
  };
}

// One small edit at a time, each on a fresh parse, until there is none left to make.
function edit(
  text: string,
  spec: HookFile,
  step: (document: JsonDocument) => string | undefined,
): string {
  const [mark, body] = splitMark(text);
  let document = parseDocument(body, spec.file);
  const foreign = foreignOf(document, spec);
  let left = MAX_EDITS;
  for (let next = step(document); next !== undefined; next = step(document)) {
    document = parseDocument(next, spec.file);
    left -= 1;
    if (left === 0) throw new Error(`editing ${spec.file} comes to no end`);
  }
  if (!Bun.deepEquals(foreign, foreignOf(document, spec))) {
    throw new Error(`editing ${spec.file} would have changed an entry that is not ours`);
  }
  return mark + document.text;
}

function nextInstall(document: JsonDocument, spec: HookFile): string | undefined {
  const { path, base, isOneList } = spec.format;
  const { root, text } = document;
  const empty: JsonValue = isOneList ? [] : {};
  const key = path[0];
  if (root === undefined) {
    const comments = text.trim() === "" ? "" : `${text.trimEnd()}\n`;
    return comments + renderFile(key === undefined ? base : { ...base, [key]: empty });
  }
  const map = findMap(document, spec);
  if (map === undefined) {
    const has = new Set(childrenOf(root).map(keyOf));
    const added = Object.keys(base).find((name) => !has.has(name));
    return added === undefined
      ? appendChild(document, root, empty, key)
      : appendChild(document, root, base[added] ?? null, added);
  }
  for (const hook of spec.hooks) {
    const wanted = entryFor(spec, hook);
    const list = findList(document, spec, hook.event);
    if (list === undefined) return appendChild(document, map, [wanted], hook.event);
    const mine = findEntries(list, spec.agent).filter((entry) => entry.event === hook.event);
    const [first, second] = mine;
    if (first === undefined) return appendChild(document, list.node, wanted);
    if (second !== undefined) return removeEntry(document, second);
    if (!isAsWanted(first, spec, hook)) {
      return replaceNode(document, nodeOf(first), wantedFor(first, spec, hook));
    }
  }
  const events = new Set(spec.hooks.map((hook) => hook.event));
  const stale = allEntries(document, spec).find((entry) => !events.has(entry.event));
  return stale && removeUpwards(document, spec, stale, {});
}

function nextUninstall(
  document: JsonDocument,
  spec: HookFile,
  original: JsonObject | null,
): string | undefined {
  const [first] = allEntries(document, spec);
  if (first !== undefined) return removeUpwards(document, spec, first, original ?? {});
  const { root } = document;
  const { base } = spec.format;
  const members = childrenOf(root);
  // A file that we began is all ours while it holds nothing but what we began it with.
  const isOurs = original !== null || members.every((property) => keyOf(property) in base);
  const added = members.find((property) => {
    const value = base[keyOf(property)];
    const node = property.children?.[1];
    const wasThere = original !== null && Object.hasOwn(original, keyOf(property));
    return node !== undefined && value !== undefined && holds(node, value) && !wasThere;
  });
  return isOurs && added && root ? removeChild(document, root, added) : undefined;
}
