import type * as v from "valibot";
import { type JsonSchema, type Schemas, toJsonSchema } from "../../src/cli/schema/convert.ts";
import { AgentFacts, Capabilities, Finding, OUTPUTS } from "../../src/cli/schema/outputs.ts";
import { ANSWERS } from "../../src/protocol/answers.ts";
import { linkTo, renderFields, renderTable, typeWords } from "./fields.ts";
import { TYPES } from "./protocol.ts";

/** What outputs are made of besides, by its heading. */
const OWN_TYPES: Schemas = { AgentFacts, Capabilities, Finding };
const NAMED: Schemas = { ...TYPES, ...OWN_TYPES };

/** What each command prints with `--json`, and the shapes that only commands have. */
export async function renderOutputs(): Promise<string> {
  const outputs = Object.entries<v.GenericSchema>(OUTPUTS);
  const rows = outputs.map(([name, schema]) => [`\`${name}\``, describe(name, schema)]);
  const own = outputs
    .filter(([name, schema]) => describe(name, schema) === describe(name, undefined))
    .map(([name, schema]) => [`${name} --json`, schema] as const);
  const parts = [...own, ...Object.entries(OWN_TYPES)].map(([heading, schema]) => {
    return `### ${heading}\n\n${renderFields(convert(schema))}`;
  });
  return [renderTable(["command", "prints"], rows), ...parts].join("\n\n");
}

/** A type that has a heading, an array of such, or the heading of what only this command prints. */
function describe(name: string, schema: v.GenericSchema | undefined): string {
  if (schema === undefined) return `[object](#${name}---json)`;
  const type = Object.keys(NAMED).find((other) => NAMED[other] === schema);
  if (type !== undefined) return linkTo(type);
  const command = Object.entries(ANSWERS).find(([, answer]) => answer === schema)?.[0];
  const shape = convert(schema);
  if (shape.oneOf !== undefined) return "a line for each [event](#events)";
  if (shape.properties === undefined) return typeWords(shape);
  return command === undefined ? describe(name, undefined) : `the answer of ${linkTo(command)}`;
}

function convert(schema: v.GenericSchema): JsonSchema {
  return toJsonSchema(schema, NAMED);
}
