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

const titled = (name: string) => `${name.slice(0, 1).toUpperCase()}${name.slice(1).toLowerCase()}`;

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
    const [client, subscriber] = await Promise.all([box.connect(), box.connect()]);
    const isAnswer = ({ type }: Frame) => type === "answer";
    await subscriber.data({ cmd: "SUB" });
    const { pid } = box.spawn(["sleep", "1000"]); // this process would be the agent, which may not answer
    const demo = { working_dir: "/tmp", pid, terminal: { tmux_pane: "%1" } };
    for (const cmd of commands) {
      await client.set("demo", "question", { ...demo, source: "hook", asks: "q", event: "Asks" });
      if (cmd === "REOPEN") await client.data({ cmd: "RM", session_id: "demo" });
      const request = { cmd, ...NOTES[cmd].example };
      schema.expects(request, `${titled(cmd)}Request`);
      const granted = await client.ask(request);
      expect(granted.ok).toBe(true);
      schema.expects(granted, `${titled(cmd)}Reply`);
      const refused = await client.ask({ cmd, session_id: 1, since: -1, confirmed: 1 });
      schema.expects(refused, `${titled(cmd)}Reply`);
    }
    for (const line of ["{", "[]", '{"cmd":"no"}', '{"cmd":"LIST","version":2}']) {
      client.send(`${line}\n`);
      const refused = await client.waitFor(`a refusal of ${line}`, ({ ok }) => ok === false);
      schema.expects(refused, "Failure");
    }
    await client.data({ cmd: "RM", session_id: "demo" });
    const last = await subscriber.data({ cmd: "STATUS" });
    const resumed = await box.connect();
    await resumed.data({ cmd: "SUB", epoch: last.epoch, since: 1 });
    await resumed.waitFor("the snapshot", (frame) => frame.resumed === true);
    await client.ask({ cmd: "STOP", confirmed: true });
    await subscriber.waitFor("the shutdown", ({ type }) => type === "shutdown");
    expect(client.frames.filter(isAnswer)).toHaveLength(1); // what it held is over
    const frames = [...client.frames, ...subscriber.frames, ...resumed.frames];
    for (const frame of frames) schema.expects(frame);
    const events = frames.filter(({ type }) => type !== undefined && type !== "answer");
    for (const event of events) schema.expects(event, "Event");
    const types = new Set(events.map(({ type }) => type));
    expect([...types].toSorted()).toEqual(["delete", "shutdown", "snapshot", "update"]);
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
    const reporter = await box.connect();
    const lines: Record<keyof typeof OUTPUTS, string[]> = {
      ...{
        status: [],
        dump: [],
        list: ["--all"],
        doctor: [],
        agents: [],
        version: [],
        statusline: [],
      },
      ...{ set: ["b", "working"], get: ["demo"], explain: ["demo"], next: [], focus: ["demo"] },
      answer: ["demo", "deny", "--question", "q", "--yes"],
      ...{ ack: ["demo"], unack: ["demo"], snooze: ["demo", "10m"], wait: ["demo"] },
      ...{ rm: ["demo"], reopen: ["demo"], delete: ["demo"], watch: [] },
    };
    for (const [name, args] of Object.entries(lines)) {
      await reporter.set("demo", name === "reopen" ? "closed" : "question", {
        working_dir: "/tmp",
      });
      const output = `${titled(name)}Output`;
      if (name === "watch") {
        const watch = box.start(["watch", "--json"]);
        await watch.prints(/"snapshot"/);
        await reporter.data({ cmd: "DELETE", session_id: "demo" });
        await reporter.data({ cmd: "STOP", confirmed: true });
        await watch.prints(/"shutdown".*\n/);
        for (const line of watch.stdout.trim().split("\n"))
          schema.expects(JSON.parse(line), output);
      } else {
        const { stdout, stderr } = await box.run([name, ...args, "--json"]);
        expect([name, stdout === "" ? stderr : "printed"]).toEqual([name, "printed"]);
        schema.expects(JSON.parse(stdout), output);
      }
    }
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

  test("is printed as TypeScript that compiles, and that frames of the wire fit", async () => {
    using box = sandbox();
    const { stdout } = await box.run(["schema", "--types"]);
    await Bun.write(`${box.folder}/protocol.ts`, stdout);
    const program = `import type { Event, ListOutput, SetRequest } from "./protocol.ts";
export const request: SetRequest = ${JSON.stringify({ cmd: "SET", ...NOTES.SET.example })};
export const first = (sessions: ListOutput): string | undefined => sessions[0]?.display_name;
export const what = (event: Event): string =>
  event.type === "update" ? event.session.status : event.type === "shutdown" ? event.reason : "";
// @ts-expect-error a status that there is not
export const wrong: SetRequest = { cmd: "SET", session_id: "a", status: "busy" };
`;
    await Bun.write(`${box.folder}/program.ts`, program);
    const flags = ["--noEmit", "--strict", "--ignoreConfig", "--allowImportingTsExtensions"];
    const { stdout: said, exitCode } = await box.exec([
      ...[process.execPath, `${ROOT}/node_modules/typescript/bin/tsc`],
      ...[...flags, `${box.folder}/program.ts`],
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
