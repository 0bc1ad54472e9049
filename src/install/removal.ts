import type { Node } from "jsonc-parser";
import type { JsonObject, JsonValue } from "../agents/facets/install.ts";
import { allEntries, type Entry, type HookFile, nodeOf } from "./entries.ts";
import {
  childrenOf,
  holds,
  type JsonDocument,
  keyOf,
  parseDocument,
  splitMark,
  toValue,
  valueOrEmpty,
} from "./json.ts";
import { removeChild } from "./splice.ts";

/** The text without one entry of ours; a list that it leaves empty stays. */
export function removeEntry(document: JsonDocument, entry: Entry): string {
  const node = nodeOf(entry);
  return node.parent === undefined ? document.text : removeChild(document, node.parent, node);
}

/**
 * The text without one entry of ours, and without the list and the map that it
 * leaves empty, unless `original`, the file from before us, had them.
 */
export function removeUpwards(
  document: JsonDocument,
  spec: HookFile,
  entry: Entry,
  original: JsonObject,
): string {
  if (entry.isShared) return removeEntry(document, entry);
  let path = entry.list.event === "" ? spec.format.path : [...spec.format.path, entry.list.event];
  let node = entry.item;
  let container = entry.list.node;
  while (path.length > 0 && childrenOf(container).length === 1 && !hasPath(original, path)) {
    const property = container.parent;
    if (property?.parent === undefined) break;
    node = property;
    container = property.parent;
    path = path.slice(0, -1);
  }
  return removeChild(document, container, node);
}

/**
 * All that is not ours, as a value, for comparing a file before and after an
 * edit. Empty containers are left out on both sides, as we may add and remove those.
 */
export function foreignOf(document: JsonDocument, spec: HookFile): JsonValue {
  if (document.root === undefined) return {};
  const ours = new Set(allEntries(document, spec).map(nodeOf));
  for (const property of childrenOf(document.root)) {
    const value = spec.format.base[keyOf(property)];
    const node = property.children?.[1];
    if (node !== undefined && value !== undefined && holds(node, value)) ours.add(node);
  }
  return without(document.root, ours) ?? {};
}

function without(node: Node, ours: ReadonlySet<Node>): JsonValue | undefined {
  if (ours.has(node)) return undefined;
  if (node.type === "array") {
    const items = childrenOf(node).flatMap((item) => without(item, ours) ?? []);
    return items.length === 0 ? undefined : items;
  }
  if (node.type !== "object") return toValue(node);
  const members = childrenOf(node).flatMap((property): [string, JsonValue][] => {
    const value = property.children?.[1];
    const kept = value && without(value, ours);
    return kept === undefined ? [] : [[keyOf(property), kept]];
  });
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

/** The backup of a file from before us, as a value; empty when it can't be read. */
export function readOriginal(text: string): JsonObject {
  try {
    return valueOrEmpty(parseDocument(splitMark(text)[1], "the backup"));
  } catch {
    // Someone else wrote to our backup. It only says which empty containers to keep.
    return {};
  }
}

function hasPath(object: JsonObject, path: readonly string[]): boolean {
  let value: JsonValue | undefined = object;
  for (const key of path) {
    if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
    if (!Object.hasOwn(value, key)) return false;
    value = value[key];
  }
  return true;
}
