import type { Node } from "jsonc-parser";
import type { DirectCall, HookEvent, HookFormat, JsonValue } from "../agents/facets/install.ts";
import { isOurCommand, quoteWord } from "./command.ts";
import {
  childrenOf,
  holds,
  type JsonDocument,
  keyOf,
  lineOf,
  memberOf,
  unreadable,
} from "./json.ts";

/** What is to stand in one file. */
export interface HookFile {
  agent: string;
  file: string;
  format: HookFormat;
  hooks: readonly HookEvent[];
  command: string;
  /** The same of one that stays for an answer. */
  staying: string;
  /** The same without a shell. */
  direct: DirectCall;
}

/** One list of entries in a file; `event` is "" for the one list of all events. */
export interface EntryList {
  event: string;
  node: Node;
}

/** A handler of ours: the whole `item` of the list, or one `handler` among the user's own in it. */
export interface Entry {
  /** The event it is for. */
  event: string;
  list: EntryList;
  item: Node;
  handler: Node;
  /** Of one without a shell, what a shell would be told. */
  command: string;
  isAside: boolean;
  isShared: boolean;
}

/** The node of the event map or the one list; undefined when the file has none. */
export function findMap(document: JsonDocument, spec: HookFile): Node | undefined {
  let node = document.root;
  for (const key of spec.format.path) node = memberOf(document, node, key, spec.file);
  if (node === undefined) return undefined;
  expectType(document, node, spec.format.isOneList ? "array" : "object", pathOf(spec), spec.file);
  return node;
}

/** The list that the entries for an event are in; undefined when there is none. */
export function findList(
  document: JsonDocument,
  spec: HookFile,
  event: string,
): EntryList | undefined {
  const map = findMap(document, spec);
  if (map === undefined) return undefined;
  if (spec.format.isOneList) return { event: "", node: map };
  const node = memberOf(document, map, event, spec.file);
  if (node === undefined) return undefined;
  expectType(document, node, "array", pathOf(spec, event), spec.file);
  return { event, node };
}

/** Every list of entries in the file. Members that are no list are none of ours to judge. */
function findLists(document: JsonDocument, spec: HookFile): EntryList[] {
  const map = findMap(document, spec);
  if (map === undefined) return [];
  if (spec.format.isOneList) return [{ event: "", node: map }];
  return childrenOf(map).flatMap((property) => {
    const node = property.children?.[1];
    return node?.type === "array" ? [{ event: keyOf(property), node }] : [];
  });
}

/** Every handler of ours in the file, in order. */
export function allEntries(document: JsonDocument, spec: HookFile): Entry[] {
  return findLists(document, spec).flatMap((list) => findEntries(list, spec.agent));
}

/** The handlers of ours in one list, in order. */
export function findEntries(list: EntryList, agent: string): Entry[] {
  return childrenOf(list.node).flatMap((item) => {
    const handlers = handlersOf(item);
    const ours = handlers.flatMap((handler) => {
      const command = commandOf(handler);
      if (command === undefined || !isOurCommand(command, agent)) return [];
      return [{ handler, command, isAside: member(handler, "async")?.value === true }];
    });
    return ours.map((found) => ({
      event: list.event || String(member(item, "trigger")?.value ?? ""),
      list,
      item,
      ...found,
      isShared: ours.length < handlers.length,
    }));
  });
}

/** The part of the file that an entry of ours takes up. */
export function nodeOf(entry: Entry): Node {
  return entry.isShared ? entry.handler : entry.item;
}

/** What is to stand for this event. */
export function entryFor({ format, command, staying, direct }: HookFile, hook: HookEvent) {
  return format.entry(hook, hook.answers === undefined ? command : staying, direct);
}

/** What is to stand in the place of {@link nodeOf} for this event. */
export function wantedFor(entry: Entry, spec: HookFile, hook: HookEvent): JsonValue {
  const wanted = entryFor(spec, hook);
  const handlers = wanted.hooks;
  return entry.isShared && Array.isArray(handlers) ? (handlers[0] ?? wanted) : wanted;
}

/** True when an entry of ours is just as this release would write it. */
export function isAsWanted(entry: Entry, spec: HookFile, hook: HookEvent): boolean {
  return holds(nodeOf(entry), wantedFor(entry, spec, hook));
}

// A group holds its handlers under "hooks"; a flat entry is its own handler.
function handlersOf(item: Node): readonly Node[] {
  const hooks = member(item, "hooks");
  return hooks?.type === "array" ? childrenOf(hooks) : [item];
}

function commandOf(handler: Node): string | undefined {
  const action = member(handler, "action");
  const node = member(handler, "command") ?? member(handler, "bash") ?? member(action, "command");
  if (node?.type !== "string") return undefined;
  const args = argsOf(handler);
  return args === undefined ? String(node.value) : [node.value, ...args].map(quoteWord).join(" ");
}

function argsOf(handler: Node): string[] | undefined {
  const args = member(handler, "args");
  if (args?.type !== "array") return undefined;
  return childrenOf(args).map(({ value }) => String(value));
}

function member(node: Node | undefined, key: string): Node | undefined {
  if (node?.type !== "object") return undefined;
  return childrenOf(node).findLast((property) => keyOf(property) === key)?.children?.[1];
}

function pathOf(spec: HookFile, event?: string): string {
  return [...spec.format.path, ...(event === undefined ? [] : [event])].join(".") || "the top";
}

function expectType(
  document: JsonDocument,
  node: Node,
  type: "array" | "object",
  at: string,
  file: string,
): void {
  if (node.type === type) return;
  throw unreadable(file, lineOf(document.text, node.offset), `expected an ${type} at ${at}`);
}
