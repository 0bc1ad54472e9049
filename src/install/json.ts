import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { JsonObject, JsonValue } from "../agents/facets/install.ts";
import { ConsoleError } from "../protocol/errors.ts";

/** A parsed file: the text, without a byte order mark, and where everything stands in it. */
export interface JsonDocument {
  text: string;
  /** Undefined for a text that holds no value at all. */
  root: Node | undefined;
}

/** Nodes in nodes: no agent's settings come near. */
const MAX_DEPTH = 1000;

const BOM = "\uFEFF";

/** The text without its byte order mark, and the mark. */
export function splitMark(text: string): [mark: string, body: string] {
  return text.startsWith(BOM) ? [BOM, text.slice(1)] : ["", text];
}

/**
 * Parses JSON as people keep it in settings files, comments and trailing commas
 * included.
 * @throws ConsoleError `refused` that names the file, the line and what was expected
 */
export function parseDocument(text: string, file: string): JsonDocument {
  const errors: ParseError[] = [];
  const root = parseNodes(text, errors);
  if (root === null || isDeep(root)) throw unreadable(file, 1, "it is nested too deeply");
  const first = errors[0];
  if (first !== undefined) {
    throw unreadable(file, lineOf(text, first.offset), describe(first));
  }
  if (root !== undefined && root.type !== "object") {
    throw unreadable(file, lineOf(text, root.offset), "expected an object");
  }
  return { text, root };
}

/** Null where it is nested deeper than can be followed. */
function parseNodes(text: string, errors: ParseError[]): Node | undefined | null {
  try {
    return parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
  } catch (error) {
    if (error instanceof RangeError) return null; // the stack ends
    throw error;
  }
}

/** Whether it is nested deeper than whatever reads it later may follow. */
function isDeep(root: Node | undefined): boolean {
  let level = root === undefined ? [] : [root];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return true;
    level = level.flatMap(({ children = [] }) => children);
  }
  return false;
}

/** The refusal of a file that is not as it should be. */
export function unreadable(file: string, line: number, what: string): ConsoleError {
  return new ConsoleError(
    "refused",
    `can't read ${file}, line ${line}: ${what} - mend the file, then run this again`,
  );
}

/** Line number of an offset, from 1. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

/**
 * The value of a member, undefined when there is none.
 * @throws ConsoleError `refused` when the key is there twice: agents read the last, people the first
 */
export function memberOf(
  document: JsonDocument,
  container: Node | undefined,
  key: string,
  file: string,
): Node | undefined {
  if (container?.type !== "object") return undefined;
  const found = (container.children ?? []).filter((child) => keyOf(child) === key);
  const second = found[1];
  if (second !== undefined) {
    throw unreadable(file, lineOf(document.text, second.offset), `"${key}" is there twice`);
  }
  return found[0]?.children?.[1];
}

/** The key of a property node. */
export function keyOf(property: Node): string {
  return String(property.children?.[0]?.value ?? "");
}

/** The items of an array node, or the properties of an object node. */
export function childrenOf(container: Node | undefined): readonly Node[] {
  return container?.children ?? [];
}

/** A node as a plain value. Duplicate keys: the last one, as in `JSON.parse`. */
export function toValue(node: Node): JsonValue {
  if (node.type === "array") return childrenOf(node).map(toValue);
  if (node.type !== "object") return node.value as JsonValue; // a leaf holds its JSON value
  const object: JsonObject = {};
  for (const property of childrenOf(node)) {
    const value = property.children?.[1];
    if (value === undefined) continue;
    Object.defineProperty(object, keyOf(property), {
      value: toValue(value),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return object;
}

/** A document's object; empty for a file that holds no value. */
export function valueOrEmpty(document: JsonDocument): JsonObject {
  // parseDocument lets nothing but objects through.
  return document.root === undefined ? {} : (toValue(document.root) as JsonObject);
}

/** True for `{}`. */
export function isEmpty(object: JsonObject): boolean {
  return Object.keys(object).length === 0;
}

/** True when the node holds just this value; the order of keys is of no account. */
export function holds(node: Node, value: JsonValue): boolean {
  return Bun.deepEquals(toValue(node), value, true);
}

function describe(error: ParseError): string {
  const words = printParseErrorCode(error.error)
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();
  const expected = /^(.*) expected$/.exec(words)?.[1];
  return expected === undefined ? words : `expected ${article(expected)}`;
}

function article(thing: string): string {
  const names: Record<string, string> = {
    "end of file": "the end of the file",
    "property name": "a property name in double quotes",
    "close brace": "a closing }",
    "close bracket": "a closing ]",
  };
  return names[thing] ?? `a ${thing}`;
}
