import type { Entry } from "../agents/agent.ts";
import { identify } from "../agents/identify.ts";
import { registryFolder } from "../agents/registry-folder.ts";
import { isServer } from "../agents/server.ts";
import { entryNamed } from "../agents/table.ts";
import { mayStart, upgradeIfOlder } from "../client/connect.ts";
import { deliver } from "../client/delivery.ts";
import { account } from "../host/account.ts";
import { ownAncestors, splitAgent } from "../host/ancestors.ts";
import { machineName } from "../host/name.ts";
import { commandLine, type ProcessInfo, pidSpace } from "../host/process.ts";
import type { Report } from "../protocol/session.ts";
import { terminalIn } from "../protocol/traces.ts";
import { hookArgs } from "./hook-args.ts";
import { readInput } from "./hook-input.ts";
import type { Stay } from "./hook-stay.ts";
import { checkRuntime } from "./runtime.ts";
import { socketOf } from "./socket.ts";

/** The argument of a process that answers beside a hook. */
const BESIDE = "--beside";
/** The argument of a process that follows an agent's record beside one. */
const RECORD = "--record";
/** Deadline of the whole hook. */
const DEADLINE_MS = 850;
/** The same of one that stays, for which its agent does not wait. */
const STAY_DEADLINE_MS = 5000;

/**
 * Reads an agent's hook payload on standard input and reports what it says.
 * Prints nothing and resolves to 0 within a second, whatever happens: a hook
 * may never block, deny or slow its agent. With `--answers` it stays while the
 * agent's own dialog stands, and prints what a person has answered elsewhere.
 */
export async function runHook(args: readonly string[]): Promise<0> {
  // Not even a bug of ours may disturb the agent.
  process.on("uncaughtException", () => process.exit(0));
  if (args.includes(BESIDE)) {
    const { answerBeside } = await import("./hook-beside.ts");
    await answerBeside().catch(() => {}); // the dialog stands
    return 0;
  }
  if (args.includes(RECORD)) {
    const { followRecord } = await import("./hook-record.ts");
    await followRecord().catch(() => {}); // the next step or prompt tells
    return 0;
  }
  const deadline = Bun.sleep(DEADLINE_MS);
  const undelivered: Undelivered = { socket: "", reports: [], isAwaited: true };
  // A hook has nobody to tell: failures show in `doctor`.
  const work = report(args, undelivered).catch(() => {});
  let staying = await Promise.race([work, deadline]);
  if (staying === undefined && !undelivered.isAwaited) {
    staying = await Promise.race([work, Bun.sleep(STAY_DEADLINE_MS)]);
  }
  if (undelivered.reports.length > 0) await spool(undelivered).catch(() => {});
  await staying?.finish();
  return 0;
}

/** Reports that the daemon has not acknowledged yet. */
interface Undelivered {
  socket: string;
  reports: Report[];
  /** Whether the agent waits for this hook. */
  isAwaited: boolean;
}

async function report(
  args: readonly string[],
  undelivered: Undelivered,
): Promise<Stay | undefined> {
  checkRuntime();
  const { name, socket: path, answers, after } = hookArgs(args);
  const socket = socketOf({ socket: path });
  const atMs = Math.round(performance.timeOrigin);
  const { payload, isExcerpt } = await readInput(isCalledBy(name));
  const agent = identify(name, payload, process.env);
  if (agent === undefined) return undefined;
  undelivered.socket = socket;
  const origin = { host: await machineName(), at_ms: atMs };
  undelivered.reports = await complete(agent, payload, origin);
  if (undelivered.reports.length === 0) return undefined;
  if (after !== undefined) await (await import("./hook-order.ts")).endOf(after);
  // Of a huge payload only an excerpt is known: nobody could read what they allow.
  if (answers && !isExcerpt) {
    const [question] = undelivered.reports;
    const staying = await tryToStay(agent, payload, undelivered);
    if (staying !== undefined && question !== undefined) await follow(agent, socket, question);
    if (staying !== undefined) return staying; // an upgrade would end it: another hook sees to that
  }
  const [first] = undelivered.reports;
  await deliver(socket, undelivered.reports);
  if (answers && !isExcerpt && first?.status === "question") {
    await leaveBeside(agent, socket, first, payload);
  }
  if (first?.status === "question") await follow(agent, socket, first);
  // Only now: its own report comes first.
  if (mayStart(process.env)) await upgradeIfOlder(socket);
  else if (!account().isBorrowed) await deliverSpool(socket); // the user's own is their hub's
  return undefined;
}

/** How the question ends is told by the agent's own record. */
async function follow(agent: Entry, socket: string, report: Report): Promise<void> {
  if (agent.registry === undefined) return;
  const { startFollowing } = await import("./hook-record.ts");
  await startFollowing(agent, ["hook", agent.name, RECORD], { socket, report });
}

/** The question can be answered at a server of the agent's, which asks once this hook has ended. */
async function leaveBeside(
  agent: Entry,
  socket: string,
  report: Report,
  payload: unknown,
): Promise<void> {
  if (agent.serverAnswers === undefined) return;
  const { startAnswering } = await import("./hook-beside.ts");
  await startAnswering(agent, ["hook", agent.name, BESIDE], { socket, report, payload });
}

async function tryToStay(
  agent: Entry,
  payload: unknown,
  undelivered: Undelivered,
): Promise<Stay | undefined> {
  const { askedBy, stay } = await import("./hook-stay.ts");
  const asked = await askedBy(agent, payload);
  if (asked === undefined) return undefined;
  undelivered.isAwaited = false;
  const { socket, reports } = undelivered;
  return stay(socket, reports, asked, payload);
}

/** Spools undelivered reports for the next daemon. */
async function spool({ socket, reports }: Undelivered): Promise<void> {
  // Loaded on demand, so that a delivered hook does not pay for it.
  const { spoolReports } = await import("../client/spool.ts");
  spoolReports(socket, reports, performance.timeOrigin);
}

/** Delivers what earlier hooks spooled, where no daemon reads this spool. */
async function deliverSpool(socket: string): Promise<void> {
  const { deliverSpooled } = await import("../client/spool.ts");
  await deliverSpooled(socket);
}

/** Whether the agent runs this process itself, with no shell between them. */
function isCalledBy(name: string): boolean {
  const variable = entryNamed(name)?.pidVariable;
  return variable !== undefined && process.env[variable] === String(process.ppid);
}

/** The agent's reports, completed with what only this process can see. */
async function complete(
  agent: Entry,
  payload: unknown,
  origin: { host: string; at_ms: number },
): Promise<Report[]> {
  const { report: readHook } = await agent.hooks();
  const { agent: own, above } = splitAgent(ownAncestors());
  const processName = own === null ? null : nameOf(own, origin.host);
  // A server that hosts many sessions is no session's own process, and its pane no session's own.
  const isShared = own !== null && isServer(agent, () => commandLine(own.pid));
  const hadTerminal = own !== null && !isShared && terminalIn(process.env) !== null;
  const hasTerminal = !hadTerminal || own.hasTerminal;
  const context = { env: process.env, cwd: workingDir(), processName, hasTerminal };
  const registry = registryFolder(agent, process.env, process.env.HOME);
  const terminal = isShared ? null : terminalIn(process.env);
  return readHook(payload, context).map((report) => ({
    source: "hook",
    report_id: crypto.randomUUID(),
    ...origin,
    ...(terminal === null ? {} : { terminal }),
    ...(registry === undefined ? {} : { registry }),
    ...(report.pid === undefined ? processOf(own, above) : {}),
    ...report,
  }));
}

/** A number means another process in each container, and on each machine. */
function nameOf({ pid, start }: ProcessInfo, host: string): string {
  const key = JSON.stringify([host, pidSpace(), pid, start]);
  return `${pid}-${Bun.hash.xxHash64(key).toString(36)}`;
}

function processOf(agent: ProcessInfo | null, above: readonly ProcessInfo[]): Partial<Report> {
  if (agent === null) return {};
  const pids = above.map(({ pid }) => pid);
  const space = pidSpace();
  const start = { pid_start: agent.start, ...(space === null ? {} : { pid_space: space }) };
  return { pid: agent.pid, ...start, ancestors: pids };
}

function workingDir(): string | null {
  try {
    return process.cwd();
  } catch {
    return null; // deleted under the agent
  }
}
