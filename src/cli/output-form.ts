import type { ArgsDef } from "citty";
import type * as v from "valibot";
import { fillTemplate, namesIn, openFault } from "../attention/template.ts";
import { ConsoleError } from "../protocol/errors.ts";
import { toJson, toOneLine } from "../protocol/text.ts";
import { JSON_ARG } from "./args.ts";
import { writeAnswer, writeOut } from "./output.ts";
import { nearest } from "./suggest.ts";

type OutputName = keyof typeof import("./schema/outputs.ts").OUTPUTS;

/** The flags of commands that answer with data. */
export const OUTPUT_ARGS = {
  ...JSON_ARG,
  format: {
    type: "string",
    valueHint: "template",
    description:
      "print it so: every field of --json by its name, {a.b} for one inside another; | parts, \\t is a tab",
  },
} as const satisfies ArgsDef;

/** What those flags say. */
export interface OutputFlags {
  json?: unknown;
  format?: unknown;
}

/** How a command prints what it answers: in its own way, as JSON, or by a template. */
export type OutputForm =
  | { kind: "text" }
  | { kind: "json" }
  | { kind: "template"; template: string };

/**
 * Reads the flags of the command `name`, before it does anything. A template may name the
 * fields of what it prints with `--json`, and the fields and words of what it is `about`.
 * @throws usage for a name that is none of them, and for both flags.
 */
export async function readForm(
  name: OutputName,
  { json, format }: OutputFlags,
  about?: { schema: v.GenericSchema; words: readonly string[] },
): Promise<OutputForm> {
  if (typeof format !== "string") return { kind: json === true ? "json" : "text" };
  if (json === true) throw new ConsoleError("usage", "--json and --format exclude each other");
  if (format.trim() === "") throw new ConsoleError("usage", "--format: expected a value");
  const open = openFault(format);
  if (open !== undefined) throw new ConsoleError("usage", `--format: ${open}`);
  // Loaded here, so that nothing else pays for the schemas of every answer.
  const { fieldsOf, hasField } = await import("./schema/fields.ts");
  const { OUTPUTS } = await import("./schema/outputs.ts");
  const schemas = [OUTPUTS[name], ...(about === undefined ? [] : [about.schema])];
  const words = about?.words ?? [];
  for (const path of namesIn(format)) {
    if (words.includes(path) || schemas.some((schema) => hasField(schema, path))) continue;
    const known = [...new Set([...words, ...schemas.flatMap(fieldsOf)])];
    const meant = nearest(path, known);
    const help = meant === undefined ? `there are ${known.join(", ")}` : `did you mean {${meant}}?`;
    throw new ConsoleError("usage", `--format: no field {${path}} - ${help}`);
  }
  return { kind: "template", template: format };
}

/** Prints an answer in that form: `print` makes the text for people. */
export function writeOne<T extends object>(
  form: OutputForm,
  data: T,
  print: (data: T) => string,
): void {
  if (form.kind === "template") writeOut(`${fillFields(form.template, data)}\n`);
  else writeAnswer(form.kind === "json", data, print);
}

/** Prints the rows of an answer in that form: a template makes a line of each. */
export function writeRows<T extends object>(
  form: OutputForm,
  rows: readonly T[],
  print: (rows: readonly T[]) => string,
): void {
  if (form.kind !== "template") writeOne(form, rows, print);
  else writeOut(rows.map((row) => `${fillFields(form.template, row)}\n`).join(""));
}

/** The template with the fields of `data` in it, on one line. */
function fillFields(template: string, data: object): string {
  return fillTemplate(template, (path) => fieldAt(data, path));
}

/**
 * A field as templates show it: `sessions.active` is one inside another, `questions.0.id`
 * one of a list. Empty where it is null, an empty list, or not there; undefined where
 * the first name is none.
 */
export function fieldAt(data: object, path: string): string | number | undefined {
  const [first = "", ...rest] = path.split(".");
  if (!Object.hasOwn(data, first)) return undefined;
  let value: unknown = data;
  for (const name of [first, ...rest]) {
    const isThere = typeof value === "object" && value !== null && Object.hasOwn(value, name);
    value = isThere ? (value as Record<string, unknown>)[name] : null; // an object that has it
  }
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return value;
  if (Array.isArray(value) && value.length === 0) return "";
  return typeof value === "object" ? toJson(value) : toOneLine(String(value));
}
