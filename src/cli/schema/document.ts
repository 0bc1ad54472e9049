import * as v from "valibot";
import * as answers from "../../protocol/answers.ts";
import { COMMANDS, type Command } from "../../protocol/commands.ts";
import { told } from "../../protocol/fields.ts";
import * as frames from "../../protocol/frames.ts";
import { Given, Question } from "../../protocol/questions.ts";
import { Session, Source, Status, Terminal, Transition } from "../../protocol/session.ts";
import { type JsonSchema, type Schemas, toJsonSchema } from "./convert.ts";
import { AgentFacts, Capabilities, Finding, OUTPUTS } from "./outputs.ts";

/** What requests, answers, events and outputs are made of. */
const PARTS: Schemas = {
  Session,
  Status,
  Transition,
  Question,
  Given,
  Terminal,
  Source,
  Health: answers.Health,
  Dump: answers.Dump,
  Explanation: answers.Explanation,
  Stopped: answers.Stopped,
  Upgrade: answers.Upgrade,
  Counts: answers.Counts,
  LastHeard: answers.LastHeard,
  Evidence: answers.Testimony,
  OpenQuestion: answers.OpenQuestion,
  AgentFacts,
  Capabilities,
  Finding,
};

/**
 * Every request, reply and event, and what every command prints with `--json`,
 * as one JSON Schema. By itself it holds for any line of the protocol; the
 * rest is among its definitions.
 */
export function schemaDocument(): JsonSchema {
  const all = definitions();
  const converted = Object.entries(all).map(([name, schema]) => {
    // What a command prints is mostly something that has a name.
    const isSame = (other: string) => all[other] === schema && !other.endsWith("Output");
    const same = name.endsWith("Output") ? Object.keys(all).find(isSame) : undefined;
    return [name, same === undefined ? toJsonSchema(schema, all) : reference(same)];
  });
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "AgentConsole",
    description:
      "Any line of agent-console's protocol, version 1. What its commands print with --json is among the definitions: ListOutput is what `list --json` prints.",
    anyOf: ["Request", "Reply", "Event", "AnswerEvent"].map(reference),
    $defs: Object.fromEntries(converted),
  };
}

/** Each definition by its name: `SetRequest`, `SetReply`, `SnapshotEvent`, `ListOutput`, … */
function definitions(): Schemas {
  const commands = Object.entries<Command>(COMMANDS);
  const requests = Object.fromEntries(
    commands.map(([cmd, { summary, input }]) => {
      const entries = { cmd: v.literal(cmd), ...input.entries, ...frames.Envelope.entries };
      return [`${titled(cmd)}Request`, told(v.object(entries), summary)];
    }),
  );
  const replies = Object.fromEntries(
    Object.entries(answers.ANSWERS).map(([cmd, output]) => {
      const granted = v.object({ ...frames.Success.entries, data: output });
      return [`${titled(cmd)}Reply`, v.union([granted, frames.Failure])];
    }),
  );
  const events = {
    SnapshotEvent: frames.Snapshot,
    UpdateEvent: frames.Update,
    DeleteEvent: frames.Deletion,
    ShutdownEvent: frames.Shutdown,
    AnswerEvent: frames.Verdict,
  };
  const outputs = Object.entries(OUTPUTS).map(([name, schema]) => {
    return [`${titled(name)}Output`, schema] as const;
  });
  return {
    Request: v.union(Object.values(requests)),
    ...requests,
    Reply: v.union(Object.values(replies)),
    ...replies,
    Failure: frames.Failure,
    Event: frames.Event,
    ...events,
    ...Object.fromEntries(outputs),
    ...PARTS,
  };
}

function reference(name: string): JsonSchema {
  return { $ref: `#/$defs/${name}` };
}

/** `SET` and `set` as `Set`. */
function titled(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1).toLowerCase();
}
