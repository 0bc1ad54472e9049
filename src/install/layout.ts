import type { Node } from "jsonc-parser";
import type { JsonValue } from "../agents/facets/install.ts";
import { childrenOf, type JsonDocument } from "./json.ts";

/**
 * True when the container's items stand on lines of their own; an empty one
 * goes by what it is in, and an empty file by custom.
 */
export function isMultiline(document: JsonDocument, container: Node): boolean {
  const children = childrenOf(container);
  const last = children.at(-1);
  if (last !== undefined) {
    const before = children.at(-2);
    const from = before === undefined ? container.offset : before.offset + before.length;
    return document.text.slice(from, last.offset).includes("\n");
  }
  const parent = container.parent?.type === "property" ? container.parent.parent : container.parent;
  return parent === undefined || isMultiline(document, parent);
}

/** One step of indentation, as the file has it; two spaces when it shows none. */
export function indentUnit(document: JsonDocument): string {
  const { text, root } = document;
  const first = childrenOf(root)[0];
  if (first !== undefined && text.slice(root?.offset, first.offset).includes("\n")) {
    const own = indentAt(text, first.offset);
    if (own !== "") return own;
  }
  return /\n([ \t]+)\S/.exec(text)?.[1] ?? "  ";
}

/** The white space that the line of this offset begins with. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? "";
}

/** The file's line break. */
export function eolOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? "\n";
}

/** True when the file has a space after its colons. */
export function isSpaced(document: JsonDocument): boolean {
  const [key, value] = childrenOf(document.root)[0]?.children ?? [];
  if (key === undefined || value === undefined) return true;
  return value.offset > document.text.indexOf(":", key.offset + key.length) + 1;
}

/** A value, with its key when it is a member, on lines indented from `indent`; null means on one line. */
export function renderValue(
  document: JsonDocument,
  value: JsonValue,
  indent: string | null,
  key?: string,
): string {
  const isWide = indent !== null || isSpaced(document);
  const name = key === undefined ? "" : `${JSON.stringify(key)}:${isWide ? " " : ""}`;
  if (indent === null) return name + (isWide ? renderSpaced(value) : JSON.stringify(value));
  const lines = JSON.stringify(value, null, indentUnit(document)).split("\n");
  return name + lines.join(`${eolOf(document.text)}${indent}`);
}

function renderSpaced(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(renderSpaced).join(", ")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.entries(value).map(([k, v]) => `${JSON.stringify(k)}: ${renderSpaced(v)}`);
  return `{${members.join(", ")}}`;
}

/** A value as a whole new file. */
export function renderFile(value: JsonValue): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
