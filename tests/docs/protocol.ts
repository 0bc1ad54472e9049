import type * as v from "valibot";
import { type JsonSchema, type Schemas, toJsonSchema } from "../../src/cli/schema/convert.ts";
import { MAX_REPORT_BYTES } from "../../src/daemon/hub/report-socket.ts";
import { DEFAULT_LIMITS } from "../../src/daemon/sessions/space.ts";
import { MAX_CONNECTIONS } from "../../src/daemon/socket/connection-limit.ts";
import { MAX_SOCKET_PATH_BYTES } from "../../src/protocol/address.ts";
import * as answers from "../../src/protocol/answers.ts";
import { COMMANDS, type Command, type CommandName } from "../../src/protocol/commands.ts";
import { MAX_MESSAGE_LENGTH } from "../../src/protocol/fields.ts";
import * as frames from "../../src/protocol/frames.ts";
import { Given, MAX_DETAIL_BYTES, Question } from "../../src/protocol/questions.ts";
import {
  ACTIVE_WITHIN_MS,
  MAX_HISTORY,
  Session,
  STALE_AFTER_MS,
  Terminal,
  Transition,
} from "../../src/protocol/session.ts";
import { V1_COMMANDS, V1_FIELDS } from "../../src/protocol/version1.ts";
import { MAX_LINE_BYTES } from "../../src/protocol/wire.ts";
import { NOTES } from "./command-notes.ts";
import { linkTo, renderFields, renderTable, typeWords } from "./fields.ts";

/** What answers and events are made of, by its heading on the page. */
export const TYPES: Schemas = {
  Session,
  Transition,
  Question,
  Given,
  Terminal,
  Counts: answers.Counts,
  LastHeard: answers.LastHeard,
  Evidence: answers.Testimony,
  OpenQuestion: answers.OpenQuestion,
};
const V1_TYPES: Readonly<Record<string, readonly string[]>> = {
  Session: V1_FIELDS.session,
  Transition: V1_FIELDS.transition,
};
const V1_ANSWERS: { readonly [N in CommandName]?: readonly string[] } = {
  STATUS: V1_FIELDS.health,
  DUMP: V1_FIELDS.dump,
  STOP: V1_FIELDS.stopped,
};

/** The frames of a request and of both replies. */
export async function renderFrames(): Promise<string> {
  const { Envelope, Success, Failure } = frames;
  return renderAll({ Request: Envelope, "Reply, granted": Success, "Reply, refused": Failure });
}

/** What a session is, and what else answers and events hold. */
export async function renderTypes(): Promise<string> {
  return renderAll(TYPES);
}

/** Every event. */
export async function renderEvents(): Promise<string> {
  const { Snapshot, Update, Deletion, Shutdown, Verdict } = frames;
  return renderAll({
    "Event: snapshot": Snapshot,
    "Event: update": Update,
    "Event: delete": Deletion,
    "Event: shutdown": Shutdown,
    "Event: answer": Verdict,
  });
}

/** Every error code. */
export async function renderErrors(): Promise<string> {
  const rows = Object.entries(frames.WIRE_ERRORS).map(([code, when]) => [`\`${code}\``, when]);
  return renderTable(["code", "when"], rows);
}

/** What has a bound, and what happens there. */
export async function renderLimits(): Promise<string> {
  const { maxSessions, maxClosed } = DEFAULT_LIMITS.own;
  const kib = (bytes: number) => `${bytes / 1024} KiB`;
  const minutes = (ms: number) => `${ms / 60_000} minutes`;
  return renderTable(
    ["what", "bound", "past it"],
    [
      ["a line", kib(MAX_LINE_BYTES), "`line_too_long`, and the connection is closed"],
      ["a line on the report-only socket", kib(MAX_REPORT_BYTES), "the same"],
      ["`message`", `${MAX_MESSAGE_LENGTH} characters`, "cut, and ends in `…`"],
      ["`detail`", kib(MAX_DETAIL_BYTES), "not shown, and not answerable here"],
      ["`history`", `${MAX_HISTORY} entries`, "the oldest goes"],
      [
        "sessions",
        String(maxSessions),
        "the one closed longest ago goes, else `too_many_sessions`",
      ],
      ["closed sessions", String(maxClosed), "the one closed longest ago goes"],
      [
        "connections",
        String(MAX_CONNECTIONS),
        "`too_many_connections`; fewer where the system allows less",
      ],
      ["`stale`", minutes(STALE_AFTER_MS), "not heard from for longer, and not provably alive"],
      [
        "active, for `STOP`",
        minutes(ACTIVE_WITHIN_MS),
        "not heard from for longer: not active (v1)",
      ],
      [
        "the socket's path",
        `${MAX_SOCKET_PATH_BYTES.linux} bytes, on macOS ${MAX_SOCKET_PATH_BYTES.darwin}`,
        "refused where the daemon starts",
      ],
    ],
  );
}

/** Every command: what it takes, answers and refuses. */
export async function renderWireCommands(): Promise<string> {
  const names = Object.keys(COMMANDS) as CommandName[]; // they are its keys
  const rows = names.map((name) => {
    return [linkTo(name), COMMANDS[name].summary, name in V1_COMMANDS ? "v1" : ""];
  });
  const table = renderTable(["command", "what it does", "since"], rows);
  return [table, ...names.map(renderCommand)].join("\n\n");
}

function renderCommand(name: CommandName): string {
  const { summary, input, refuses }: Command = COMMANDS[name];
  const output: v.GenericSchema = answers.ANSWERS[name];
  const { example, says } = NOTES[name];
  const v1: readonly string[] | undefined = V1_COMMANDS[name];
  const takesFields = Object.keys(input.entries).length > 0;
  return [
    `### ${name}`,
    `${summary}.`,
    `\`\`\`json\n${JSON.stringify({ cmd: name, ...example })}\n\`\`\``,
    ...says,
    takesFields ? renderFields(convert(input), v1 && [...v1]) : "It takes no fields.",
    renderAnswer(output, V1_ANSWERS[name]),
    ...(refuses.length === 0 ? [] : [`It may be refused with ${renderCodes(refuses)}.`]),
  ].join("\n\n");
}

function renderAnswer(output: v.GenericSchema, v1: readonly string[] | undefined): string {
  const known = Object.entries(TYPES).find(([, schema]) => schema === output);
  if (known !== undefined) return `Answer: ${linkTo(known[0])}.`;
  const answer = convert(output);
  if (answer.properties !== undefined) return `Answer:\n\n${renderFields(answer, v1)}`;
  const kinds = (answer.anyOf ?? []) as JsonSchema[]; // each an object, as below
  if (kinds.length === 0) return `Answer: ${typeWords(answer)}.`;
  return `Answer:\n\n${kinds.map((kind) => renderFields(kind, v1)).join("\n\nor\n\n")}`;
}

function renderAll(schemas: Schemas): string {
  const parts = Object.entries(schemas).map(([name, schema]) => {
    const shape = convert(schema);
    const isObject = shape.properties !== undefined;
    const text = isObject ? renderFields(shape, V1_TYPES[name]) : `${typeWords(shape)}.`;
    return `### ${name}\n\n${text}`;
  });
  return parts.join("\n\n");
}

function renderCodes(codes: readonly string[]): string {
  return codes.map((code) => `\`${code}\``).join(" or ");
}

function convert(schema: v.GenericSchema): JsonSchema {
  return toJsonSchema(schema, TYPES);
}
