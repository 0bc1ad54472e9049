import type * as v from "valibot";

type Schema = v.GenericSchema;

/** Whether what the schema describes, or each of a list of it, has the field at a path: `sessions.active`. */
export function hasField(schema: Schema, path: string): boolean {
  let at: Schema | undefined = rowOf(schema);
  for (const name of path.split(".")) {
    at = at === undefined ? undefined : stepInto(unwrapped(at), name);
  }
  return at !== undefined;
}

/** Names of its fields, or of those of each of a list. */
export function fieldsOf(schema: Schema): string[] {
  return Object.keys(entriesOf(rowOf(schema)) ?? {});
}

function rowOf(schema: Schema): Schema {
  return itemOf(schema) ?? schema;
}

function stepInto(schema: Schema, name: string): Schema | undefined {
  const entries = entriesOf(schema);
  if (entries !== undefined) return Object.hasOwn(entries, name) ? entries[name] : undefined;
  const item = itemOf(schema);
  if (item !== undefined) return /^\d+$/.test(name) ? item : undefined;
  // An object with keys of anybody's choice.
  return schema.type === "custom" || schema.type === "record" ? schema : undefined;
}

function unwrapped(schema: Schema): Schema {
  const { wrapped } = schema as { wrapped?: Schema }; // of what may be null or left out
  return wrapped === undefined ? schema : unwrapped(wrapped);
}

function entriesOf(schema: Schema): Readonly<Record<string, Schema>> | undefined {
  return (schema as { entries?: Readonly<Record<string, Schema>> }).entries; // an object's
}

function itemOf(schema: Schema): Schema | undefined {
  return (schema as { item?: Schema }).item; // an array's
}
