// `agent-console schema` against what the hub and the commands really say.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import Ajv2020, { type ValidateFunction } from "ajv/dist/2020.js";
import type { ArgsDef } from "citty";
import { OUTPUTS } from "../../src/cli/schema/outputs.ts";
import { COMMAND_TREE } from "../../src/cli/tree.ts";
import { COMMANDS, type CommandName } from "../../src/protocol/commands.ts";
import { parseRequest } from "../../src/protocol/request.ts";
import { NOTES } from "../docs/command-notes.ts";
import { ROOT } from "../support/paths.ts";
import { type Sandbox, sandbox } from "../support/sandbox.ts";
import { TEST_LIMIT_MS } from "../support/until.ts";
import type { Frame } from "../support/wire.ts";
import { recordPrinted, recordWire, titled } from "./traffic.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const commands = Object.keys(COMMANDS) as CommandName[];

interface Schema {
  /** Fails with what is wrong with the value, by the definition of that name; by the whole without one. */
  expects(value: unknown, name?: string): void;
  validator(name: string): ValidateFunction;
}

/** The schema as the shipped program prints it. */
async function printedSchema(box: Sandbox): Promise<Schema> {
  const { stdout, exitCode } = await box.run(["schema"]);
  expect(exitCode).toBe(0);
  const ajv = new Ajv2020({ allErrors: true, strict: true });
  ajv.addSchema(JSON.parse(stdout), "schema");
  const validator = (name: string) => {
    const found = ajv.getSchema(name === "" ? "schema" : `schema#/$defs/${name}`);
    if (found === undefined) throw new Error(`no definition ${name}`);
    return found;
  };
  return {
    validator,
    expects(value, name = "") {
      const validate = validator(name);
      validate(value);
      expect([name, validate.errors, value]).toEqual([name, null, value]);
    },
  };
}

const outputs = () => Object.keys(OUTPUTS).map((name) => `${titled(name)}Output`);

describe("the printed schema", () => {
  test("has a shape for every command of the wire, and every command that prints JSON", async () => {
    using box = sandbox();
    const { validator } = await printedSchema(box);
    for (const name of commands) {
      validator(`${titled(name)}Request`);
      validator(`${titled(name)}Reply`);
    }
    const all = Object.entries(COMMAND_TREE).map(async ([name, load]) => {
      const args: ArgsDef = { ...((await load()).args as ArgsDef) };
      return Object.hasOwn(args, "json") ? [name] : [];
    });
    const printing = (await Promise.all(all)).flat();
    expect(Object.keys(OUTPUTS).toSorted()).toEqual(printing.toSorted());
    for (const name of printing) validator(`${titled(name)}Output`);
  });

  test("holds for every reply and event of a hub, refusals too", async () => {
    using box = sandbox();
    const schema = await printedSchema(box);
    await box.daemon();
    const recorded = await recordWire(box);
    for (const [name, value] of recorded) {
      schema.expects(value, name);
      schema.expects(value);
    }
    const told = recorded.filter(([name]) => name === "Event" || name === "AnswerEvent");
    const types = told.map(([, event]) => (event as Frame).type); // each has one
    expect([...new Set(types)].toSorted()).toEqual([
      ...["answer", "delete", "shutdown", "snapshot", "update"],
    ]);
    expect(types.filter((type) => type === "answer")).toHaveLength(1); // what was held is over
  });

  test("takes a request if and only if the hub does", async () => {
    using box = sandbox();
    const { validator } = await printedSchema(box);
    const values = [
      ...["a1", "", "working", "idle", "/home/you", "turn_done", "A b", "\u001b[31m", "*"],
      ...["x".repeat(256), "x".repeat(257), "/".repeat(4097), "C:\\x", "hook", "0.3.0"],
      ...[0, 1, -1, 1.5, 5001, 2 ** 31, 2 ** 53, null, true, false, {}, [], [1], ["working"]],
      ...[["idle"], [0], new Array(65).fill(1), { tmux: "x" }, { TMUX: "x" }, { tmux: 1 }],
      ...[{ tmux: "x".repeat(513) }, { tmux: "\u0007" }],
    ];
    for (const cmd of commands) {
      const validate = validator(`${titled(cmd)}Request`);
      for (const field of [...Object.keys(COMMANDS[cmd].input.entries), "cmd", "hat"]) {
        for (const value of values) {
          const request: Frame = { cmd, ...NOTES[cmd].example, [field]: value };
          const byHub = isTaken(JSON.stringify(request));
          expect([request, validate(request)]).toEqual([request, byHub]);
        }
      }
    }
  });

  test("holds for what every command prints with --json", async () => {
    using box = sandbox();
    const schema = await printedSchema(box);
    await box.daemon();
    const recorded = await recordPrinted(box);
    for (const [name, value] of recorded) schema.expects(value, name);
    const printed = new Set(recorded.map(([name]) => name));
    expect([...printed].toSorted()).toEqual(outputs().toSorted());
  });

  test("has no name that is not snake_case", async () => {
    using box = sandbox();
    const { stdout } = await box.run(["schema"]);
    const names: string[] = [];
    JSON.parse(stdout, (key, value) => {
      if (key === "properties") names.push(...Object.keys(value));
      return value;
    });
    expect(names.length).toBeGreaterThan(100);
    expect(names.filter((name) => !/^[a-z0-9_]+$/.test(name))).toEqual([]);
  });

  test("is printed as TypeScript whose types fit what a hub says and every command prints", async () => {
    using box = sandbox();
    const { stdout } = await box.run(["schema", "--types"]);
    await box.daemon();
    const wire = await recordWire(box);
    await box.daemon();
    const recorded = [...wire, ...(await recordPrinted(box))];
    const typed = recorded.map(([name, value], at) => {
      return `export const v${at}: P.${name} = ${JSON.stringify(value)};\n`;
    });
    const [session] = recorded.flatMap(([name, value]) => (name === "GetOutput" ? [value] : []));
    const client = `
export const wants = (sessions: P.ListOutput): string | undefined => sessions[0]?.display_name;
export function on(event: P.Event): string {
  if (event.type === "update") return event.session.status;
  return event.type === "shutdown" ? event.reason : String(event.seq);
}
export function read(reply: P.GetReply): string {
  return reply.ok ? reply.data.status : reply.code;
}
// @ts-expect-error a status that there is not
export const busy: P.SetRequest = { cmd: "SET", session_id: "a", status: "busy" };
// @ts-expect-error a field that there is not
export const more: P.GetOutput = { ...${JSON.stringify(session)}, nope: 1 };
// @ts-expect-error a field that is missing
export const less: P.GetOutput = {};
`;
    await Bun.write(`${box.folder}/protocol.ts`, stdout);
    const program = `import type * as P from "./protocol.ts";\n${typed.join("")}${client}`;
    await Bun.write(`${box.folder}/program.ts`, program);
    const { stdout: said, exitCode } = await box.exec([
      ...[process.execPath, `${ROOT}/node_modules/typescript/bin/tsc`],
      ...["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--ignoreConfig"],
      ...["--allowImportingTsExtensions", `${box.folder}/program.ts`],
    ]);
    expect([said, exitCode]).toEqual(["", 0]);
  });
});

function isTaken(line: string): boolean {
  try {
    parseRequest(line);
    return true;
  } catch {
    return false; // refused, as is expected of most
  }
}
