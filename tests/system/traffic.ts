// What a hub really says on its socket, and what the commands really print.
import { expect } from "bun:test";
import type { OUTPUTS } from "../../src/cli/schema/outputs.ts";
import { COMMANDS, type CommandName } from "../../src/protocol/commands.ts";
import { NOTES } from "../docs/command-notes.ts";
import type { Sandbox } from "../support/sandbox.ts";
import type { Frame, WireClient } from "../support/wire.ts";

const WIRE = Object.keys(COMMANDS) as CommandName[];

/** A value that was sent or printed, and the definition of the schema that it is to fit. */
export type Recorded = readonly [definition: string, value: unknown];

/** A definition's name begins with that of its command. */
export function titled(name: string): string {
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1).toLowerCase()}`;
}

/** Every reply, a refusal of each command, and every kind of event; the hub is stopped by it. */
export async function recordWire(box: Sandbox): Promise<Recorded[]> {
  const recorded: Recorded[] = [];
  const [client, subscriber] = await Promise.all([box.connect(), box.connect()]);
  await subscriber.data({ cmd: "SUB" });
  const { pid } = box.spawn(["sleep", "1000"]); // this process would be the agent, which may not answer
  const demo = { working_dir: "/tmp", pid, terminal: { tmux_pane: "%1" } };
  for (const cmd of WIRE) {
    await client.set("demo", "question", { ...demo, source: "hook", asks: "q", event: "Asks" });
    if (cmd === "REOPEN") await client.data({ cmd: "RM", session_id: "demo" });
    const request = { cmd, ...NOTES[cmd].example };
    const granted = await client.ask(request);
    expect(granted.ok).toBe(true);
    const refused = await client.ask({ cmd, session_id: 1, since: -1, confirmed: 1 });
    recorded.push([`${titled(cmd)}Request`, request]);
    for (const reply of [granted, refused]) recorded.push([`${titled(cmd)}Reply`, reply]);
  }
  for (const line of ["{", "[]", '{"cmd":"no"}', '{"cmd":"LIST","version":2}']) {
    client.send(`${line}\n`);
    const refused = await client.waitFor(`a refusal of ${line}`, ({ ok }) => ok === false);
    recorded.push(["Failure", refused]);
  }
  await client.data({ cmd: "RM", session_id: "demo" });
  const last = await subscriber.data({ cmd: "STATUS" });
  const resumed = await box.connect();
  await resumed.data({ cmd: "SUB", epoch: last.epoch, since: 1 });
  await resumed.waitFor("the snapshot", (frame) => frame.resumed === true);
  await client.ask({ cmd: "STOP", confirmed: true });
  await subscriber.waitFor("the shutdown", ({ type }) => type === "shutdown");
  return [...recorded, ...told([client, subscriber, resumed])];
}

function told(clients: readonly WireClient[]): Recorded[] {
  const isTold = ({ type }: Frame) => type !== undefined;
  const frames = clients.flatMap((client) => client.frames.filter(isTold));
  return frames.map((frame) => [frame.type === "answer" ? "AnswerEvent" : "Event", frame]);
}

const LINES: Record<keyof typeof OUTPUTS, readonly string[]> = {
  ...{ status: [], dump: [], list: ["--all"], doctor: [], agents: [], version: [], statusline: [] },
  ...{ set: ["b", "working"], get: ["demo"], explain: ["demo"], next: [], focus: ["demo"] },
  answer: ["demo", "deny", "--question", "q", "--yes"],
  ...{ ack: ["demo"], unack: ["demo"], snooze: ["demo", "10m"], wait: ["demo"] },
  ...{ rm: ["demo"], reopen: ["demo"], delete: ["demo"], watch: [] },
};

/** What every command prints with `--json`; the hub is stopped by it. */
export async function recordPrinted(box: Sandbox): Promise<Recorded[]> {
  const recorded: Recorded[] = [];
  const reporter = await box.connect();
  for (const [name, args] of Object.entries(LINES)) {
    const output = `${titled(name)}Output`;
    const status = name === "reopen" ? "closed" : "question";
    await reporter.set("demo", status, { working_dir: "/tmp" });
    if (name === "watch") {
      const watch = box.start(["watch", "--json"]);
      await watch.prints(/"snapshot"/);
      await reporter.data({ cmd: "DELETE", session_id: "demo" });
      await reporter.data({ cmd: "STOP", confirmed: true });
      await watch.prints(/"shutdown".*\n/);
      const lines = watch.stdout.trim().split("\n");
      recorded.push(...lines.map((line): Recorded => [output, JSON.parse(line)]));
    } else {
      const { stdout, stderr } = await box.run([name, ...args, "--json"]);
      expect([name, stdout === "" ? stderr : "printed"]).toEqual([name, "printed"]);
      recorded.push([output, JSON.parse(stdout)]);
    }
  }
  return recorded;
}
