import * as fs from "node:fs";
import { dirname } from "node:path";
import { findProcess } from "../../src/host/process.ts";
import { startAgent } from "../signals/agent.ts";
import type { Sandbox } from "../support/sandbox.ts";
import { until } from "../support/until.ts";
import { asOfNow, type Fixture, type Header, type Line } from "./fixture.ts";
import { type Plugged, startPlugged } from "./plugged.ts";
import { expectedBy, type Told, toldBy } from "./told.ts";

/** The home of whoever the recordings are from. */
const HOME = "/home/ann";

/**
 * Has an agent's process do again what was recorded, through the compiled hook,
 * beside a hub with a subscriber.
 * @returns what the subscriber was told, and what it should have been.
 */
export async function replay(
  box: Sandbox,
  fixture: Fixture,
): Promise<{ seen: string[]; expected: string[] }> {
  await box.daemon();
  const client = await box.connect();
  await client.ask({ cmd: "SUB" });
  const { agent: folder, header } = fixture;
  const agent = await start(box, folder, header);
  const here = (text: string) =>
    text
      .replaceAll(HOME, box.env.HOME ?? "")
      .replaceAll("{pid}", String(agent.pid))
      .replaceAll("{pid_start}", findProcess(agent.pid)?.start ?? "");
  const lines = asOfNow(fixture, Date.now()).map((line): Line => {
    return JSON.parse(here(JSON.stringify(line)));
  });

  async function act(line: Line): Promise<void> {
    if (line.file !== undefined) put(line.file, line);
    if (line.payload !== undefined) await agent.hand(line);
    if (line.exit === true) agent.kill();
  }

  for (const [index, line] of lines.entries()) {
    await act(line);
    const expected = expectedBy(lines.slice(0, index + 1));
    let seen = toldBy(client.frames);
    await until(
      async () => {
        // Also has the hub look at processes and files; the events so far precede the reply.
        await client.data({ cmd: "LIST" });
        seen = toldBy(client.frames);
        return isAt(seen, expected) || seen.changes.length > expected.changes.length;
      },
      `${JSON.stringify(line.expect)} at ${line.after_ms} ms, ${line.event ?? line.file}`,
      () => ({ seen: seen.changes, last: Object.fromEntries(seen.last) }),
    );
  }
  await agent.rests();
  await client.data({ cmd: "LIST" });
  const seen = toldBy(client.frames).changes;
  return { seen, expected: expectedBy(lines).changes };
}

/** The agent's process: with our plugin in it, or with hooks to run. */
async function start(box: Sandbox, folder: string, header: Header): Promise<Plugged> {
  const { adapter = folder, program = folder, env = {} } = header;
  if (header.plugin !== undefined) return startPlugged(box, adapter, { ...header, program });
  const { pid, hook, kill } = await startAgent(box, { name: program, adapter, env });
  return { pid, hand: ({ payload }) => hook(payload), rests: async () => {}, kill };
}

function isAt(seen: Told, expected: Told): boolean {
  return [...expected.last].every(([number, { state, message }]) => {
    const now = seen.last.get(number);
    return now?.state === state && (message === null || now.message === message);
  });
}

function put(file: string, { append, write }: Line): void {
  fs.mkdirSync(dirname(file), { recursive: true });
  if (append !== undefined) fs.appendFileSync(file, textOf(append));
  else fs.writeFileSync(file, textOf(write));
}

// Text as it is; anything else as a line of JSON.
function textOf(content: unknown): string {
  return typeof content === "string" ? content : `${JSON.stringify(content)}\n`;
}
