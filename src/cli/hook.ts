import type { Adapter } from "../agents/agent.ts";
import { identify } from "../agents/identify.ts";
import { loadAdapter } from "../agents/load.ts";
import { parsePayload } from "../agents/shape/payload.ts";
import { TERMINAL_VARIABLES } from "../attention/traces.ts";
import { mayStart, upgradeIfOlder } from "../client/client.ts";
import { deliver } from "../client/delivery.ts";
import { machineName } from "../host/name.ts";
import { ancestors, commandLine, type ProcessInfo, pidSpace, splitAgent } from "../host/process.ts";
import { stateFolder } from "../protocol/address.ts";
import type { Report, Terminal } from "../protocol/session.ts";
import { hasControlCharacters } from "../protocol/text.ts";
import { checkRuntime } from "./runtime.ts";
import { socketOf } from "./socket.ts";

/** The whole hook is over by then, whatever happens. */
const DEADLINE_MS = 850;
/** An agent that leaves the hook's input open is waited for this long. */
const INPUT_MS = 400;
/** A payload over this is not looked at: no agent's is near it. */
const MAX_INPUT_BYTES = 64 * 1024 * 1024;

/**
 * Reads an agent's hook payload on standard input and reports what it says.
 * Prints nothing and resolves to 0 within a second, whatever happens: a hook
 * may never block, deny or slow its agent.
 */
export async function runHook(args: readonly string[]): Promise<0> {
  // Even a bug of ours is nothing to trouble the agent with.
  process.on("uncaughtException", () => process.exit(0));
  const deadline = Bun.sleep(DEADLINE_MS);
  const owed: Owed = { socket: "", reports: [] };
  // A hook has nobody to tell: what fails here shows in `doctor`, not in the agent.
  const work = report(args, owed).catch(() => {});
  await Promise.race([work, deadline]);
  if (owed.reports.length > 0) await leave(owed).catch(() => {});
  return 0;
}

/** What the hook has not been able to tell the daemon yet. */
interface Owed {
  socket: string;
  reports: Report[];
}

async function report(args: readonly string[], owed: Owed): Promise<void> {
  checkRuntime();
  const { name, socket: path } = parseArgs(args);
  const socket = socketOf({ socket: path });
  const atMs = Math.round(performance.timeOrigin);
  const payload = parsePayload(await readInput());
  const adapter = await loadAdapter(identify(name, payload, process.env));
  if (adapter === undefined) return;
  owed.socket = socket;
  owed.reports = complete(adapter, payload, { host: await machineName(), at_ms: atMs });
  if (owed.reports.length === 0) return;
  await deliver(socket, owed.reports);
  // Only now: a hook owes its own report before anything else.
  if (mayStart(process.env)) await upgradeIfOlder(socket);
  else await tellLeft(socket);
}

/** Leaves what could not be told for the next daemon. */
async function leave({ socket, reports }: Owed): Promise<void> {
  // Loaded here, so that no other hook pays for it.
  const { leaveReports } = await import("../client/outbox.ts");
  leaveReports(await ownState(), socket, reports, performance.timeOrigin);
}

/** Tells what earlier hooks could not, where no daemon comes to take it in. */
async function tellLeft(socket: string): Promise<void> {
  const { deliverLeft } = await import("../client/outbox.ts");
  await deliverLeft(await ownState(), socket);
}

/** The user's state folder. */
async function ownState(): Promise<string> {
  const { homedir } = await import("node:os");
  return stateFolder(process.env, homedir());
}

/** What the adapter makes of the payload, with what only this process can see. */
function complete(
  adapter: Adapter,
  payload: unknown,
  origin: Pick<Report, "host" | "at_ms">,
): Report[] {
  const { agent, above } = splitAgent(ancestors());
  const context = { env: process.env, cwd: workingDir(), agentPid: agent?.pid ?? null };
  // A server that hosts many sessions is no session's own process, and its pane no session's own.
  const isShared = agent !== null && /\bapp-server\b/.test(commandLine(agent.pid));
  const terminal = isShared ? null : terminalOf(process.env);
  return adapter.report(payload, context).map((report) => ({
    source: "hook",
    ...origin,
    ...(terminal === null ? {} : { terminal }),
    ...(report.pid === undefined ? processOf(agent, above) : {}),
    ...report,
    ...(isShared ? { replaces_pid: false } : {}),
  }));
}

function processOf(agent: ProcessInfo | null, above: readonly ProcessInfo[]): Partial<Report> {
  if (agent === null) return {};
  const pids = above.map(({ pid }) => pid);
  const space = pidSpace();
  const start = { pid_start: agent.start, ...(space === null ? {} : { pid_space: space }) };
  return { pid: agent.pid, ...start, ancestors: pids };
}

async function readInput(): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const reader = Bun.stdin.stream().getReader();
  const timeout = Bun.sleep(INPUT_MS).then(() => ({ done: true, value: undefined }) as const);
  for (;;) {
    const { done, value } = await Promise.race([reader.read(), timeout]);
    if (done) return Buffer.concat(parts);
    bytes += value.length;
    if (bytes > MAX_INPUT_BYTES) return Buffer.alloc(0);
    parts.push(value);
  }
}

function terminalOf(env: Readonly<Record<string, string | undefined>>): Terminal | null {
  const seen = TERMINAL_VARIABLES.flatMap((name) => {
    const value = env[name];
    return value === undefined || value === "" || value.length > 512 || hasControlCharacters(value)
      ? []
      : [[name.toLowerCase(), value] as const];
  });
  return seen.length === 0 ? null : Object.fromEntries(seen);
}

function workingDir(): string | null {
  try {
    return process.cwd();
  } catch {
    return null; // deleted under the agent
  }
}

/** The agent's name and the socket, in any order; what else there is counts for nothing. */
function parseArgs(args: readonly string[]): { name: string; socket: string | undefined } {
  const words: string[] = [];
  let socket: string | undefined;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? "";
    if (arg === "--socket") socket = args[++i];
    else if (arg.startsWith("--socket=")) socket = arg.slice("--socket=".length);
    else if (!arg.startsWith("-")) words.push(arg);
  }
  return { name: words[0] ?? "", socket };
}
