import type { Node } from "jsonc-parser";
import type { JsonValue } from "../agents/facets/install.ts";
import { childrenOf, type JsonDocument } from "./json.ts";
import { eolOf, indentAt, indentUnit, isMultiline, isSpaced, renderValue } from "./layout.ts";

/**
 * Puts a value in as the last item of an array, or a member in as the last of
 * an object, in the way the file itself is laid out. Every other byte stays.
 * {@link removeChild} is its inverse.
 */
export function appendChild(
  document: JsonDocument,
  container: Node,
  value: JsonValue,
  key?: string,
): string {
  const { text } = document;
  const isInline = !isMultiline(document, container);
  const last = childrenOf(container).at(-1);
  const inner = indentAt(text, container.offset) + indentUnit(document);
  const indent = last === undefined || isInline ? inner : indentAt(text, last.offset);
  const rendered = renderValue(document, value, isInline ? null : indent, key);
  const lineBreak = `${eolOf(text)}${indent}`;
  if (last === undefined) return appendFirst(document, container, isInline, lineBreak, rendered);

  const end = last.offset + last.length;
  const next = nextSignificant(text, end);
  const hasTrailingComma = text[next] === ",";
  const from = hasTrailingComma ? next + 1 : end;
  const at = endOfLineComments(text, from);
  // What follows a // comment on its line would be part of it.
  const needsBreak = !isInline || text.slice(from, at).includes("//");
  const space = needsBreak ? lineBreak : isSpaced(document) ? " " : "";
  if (hasTrailingComma) return splice(text, at, at, `${space}${rendered},`);
  return splice(splice(text, at, at, `${space}${rendered}`), end, end, ",");
}

function appendFirst(
  document: JsonDocument,
  container: Node,
  isInline: boolean,
  lineBreak: string,
  rendered: string,
): string {
  const { text } = document;
  const open = container.offset + 1;
  const close = container.offset + container.length - 1;
  const inner = text.slice(open, close);
  if (isInline && inner.trim() === "") return splice(text, open, close, rendered);
  const at = open + inner.trimEnd().length;
  const rest = text.slice(at, close);
  const base = `${eolOf(text)}${indentAt(text, container.offset)}`;
  return splice(text, at, close, `${lineBreak}${rendered}${rest.includes("\n") ? rest : base}`);
}

/** Takes one item or member out, with its comma and the white space before it; comments stay. */
export function removeChild(document: JsonDocument, container: Node, child: Node): string {
  const { text } = document;
  const children = childrenOf(container);
  const index = children.indexOf(child);
  const open = container.offset + 1;
  const close = container.offset + container.length - 1;
  const end = child.offset + child.length;
  const next = nextSignificant(text, end);
  const stop = text[next] === "," ? next + 1 : end;
  const start = startOfSpace(text, child.offset);

  const isBare = start === open && text.slice(stop, close).trim() === "";
  if (children.length === 1 && isBare) return splice(text, open, close, "");

  const previous = children[index - 1];
  const previousEnd = previous === undefined ? open : previous.offset + previous.length;
  const rest = restOfLine(text, stop);
  // A line break that ends a // comment must stay; one before a first item should.
  const keepsBreak =
    rest !== "" &&
    (text.slice(previousEnd, start).includes("//") ||
      (previous === undefined && !/^[\]}]/.test(rest)));
  const without = keepsBreak
    ? splice(text, child.offset, endOfSpace(text, stop), "")
    : splice(text, start, stop, "");
  if (previous === undefined || stop !== end) return without;
  const comma = nextSignificant(text, previousEnd);
  return splice(without, comma, comma + 1, "");
}

/** Writes another value in the place of a node. */
export function replaceNode(document: JsonDocument, node: Node, value: JsonValue): string {
  const { text } = document;
  const stop = node.offset + node.length;
  const isInline =
    !text.slice(node.offset, stop).includes("\n") &&
    node.parent !== undefined &&
    !isMultiline(document, node.parent);
  const indent = isInline ? null : indentAt(text, node.offset);
  return splice(text, node.offset, stop, renderValue(document, value, indent));
}

function splice(text: string, start: number, stop: number, put: string): string {
  return text.slice(0, start) + put + text.slice(stop);
}

// The next character that is neither white space nor part of a comment.
function nextSignificant(text: string, from: number): number {
  const trivia = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
  trivia.lastIndex = from;
  return from + (trivia.exec(text)?.[0].length ?? 0);
}

// Where the comments end that begin on the line of `from`, before its line break.
function endOfLineComments(text: string, from: number): number {
  const comments = /(?:[ \t]*\/\*[^\n]*?\*\/)*(?:[ \t]*\/\/[^\r\n]*)?/y;
  comments.lastIndex = from;
  return from + (comments.exec(text)?.[0].length ?? 0);
}

// What is left on the line but for comments.
function restOfLine(text: string, from: number): string {
  const lineEnd = text.indexOf("\n", from);
  const rest = text.slice(from, lineEnd === -1 ? text.length : lineEnd).trim();
  return /^(?:\/\/.*|(?:\/\*.*?\*\/\s*)+)$/.test(rest) ? "" : rest;
}

function startOfSpace(text: string, to: number): number {
  return text.slice(0, to).trimEnd().length;
}

function endOfSpace(text: string, from: number): number {
  return text.length - text.slice(from).trimStart().length;
}
