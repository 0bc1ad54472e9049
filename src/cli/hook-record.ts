// How a question ended that an agent has no event for: its own record tells. Where the
// hub can't follow that (another machine, a container, macOS), a process does it beside
// the hook that asked, as long as the question is open.
import { watch } from "node:fs";
import type { Entry } from "../agents/agent.ts";
import type { AgentRecord, RegistryFormat } from "../agents/facets/records.ts";
import { entryNamed } from "../agents/table.ts";
import { deliver } from "../client/delivery.ts";
import { request } from "../client/request.ts";
import { readEnd } from "../host/file.ts";
import { openMounts } from "../host/mounts.ts";
import { isRunning } from "../host/process.ts";
import type { Report } from "../protocol/session.ts";
import { startBeside } from "./beside.ts";

/** Nobody is away for longer: the next step or prompt tells, then. */
const LIMIT_MS = 12 * 60 * 60_000;
/** Looked at so often where no change of the file is told. */
const LOOK_MS = 2000;
/** What the record says holds by then: on the way from one state to the next it says others. */
const SETTLED_MS = 150;
/** A dialog is in the record by then. */
const SHOWN_MS = 1500;
const MAX_RECORD_BYTES = 64 * 1024;

/** How a question ended, by its agent's record. */
type End = "answered" | "turned down";

type RecordWord = Pick<AgentRecord, "status" | "statusMs" | "tellsDialogs">;

interface Followed {
  agent: string;
  socket: string;
  /** The question, as it was told. */
  report: Report;
}

/**
 * Starts a process that tells how the question ended, where the hub can't see that.
 * @param command what has this program call {@link followRecord}.
 */
export async function startFollowing(
  { name, registry }: Entry,
  command: readonly string[],
  { socket, report }: Omit<Followed, "agent">,
): Promise<void> {
  const { asks, hold_ms, reminder, pid } = report;
  const isAsked = asks !== undefined && hold_ms === undefined && reminder !== true;
  if (registry === undefined || !isAsked || !pid || (await isSeen(socket, report))) return;
  startBeside(command, JSON.stringify({ agent: name, socket, report }));
}

/** Whether the hub follows the record itself: of a process of its own machine, where the kernel tells. */
async function isSeen(socket: string, { session_id, registry }: Report): Promise<boolean> {
  if (process.platform !== "linux" || openMounts().mayNotAnswer(registry ?? "/")) return false;
  const session = await request("GET", { session_id }, socket, false).catch(() => null);
  return session !== null && session.host === null && session.pid !== null;
}

/** Follows the agent's record until the question that it is piped has ended, and reports that. */
export async function followRecord(): Promise<void> {
  // Written by `startFollowing`, of this same program.
  const { agent, socket, report } = (await Bun.stdin.json()) as Followed;
  const entry = entryNamed(agent);
  const format = (await entry?.records?.())?.records.registry;
  if (entry === undefined || format === undefined) return;
  const end = await endOf(report, format);
  if (end === null) return;
  const { session_id, agent_type, host, asks = "" } = report;
  const answers = end === "turned down" ? (await entry.answers?.())?.answers : undefined;
  const said: Report = {
    ...{ session_id, source: "hook", event: end, answers: asks },
    ...(agent_type !== undefined && { agent_type }),
    ...(host !== undefined && { host }),
    ...{ at_ms: Date.now(), report_id: crypto.randomUUID() },
    ...answers?.turnedDown(asks),
  };
  await deliver(socket, [said]);
}

/** @returns null where the agent is gone, or keeps no record, or nobody has answered for long. */
async function endOf(report: Report, format: RegistryFormat): Promise<End | null> {
  const { registry, pid, session_id, at_ms = 0 } = report;
  if (!registry || !pid) return null;
  const read = createReading(at_ms);
  const look = (): End | "asked" | null => {
    const end = isRunning(pid) ? readEnd(`${registry}/${pid}.json`, MAX_RECORD_BYTES) : null;
    const record = end === null ? null : format.parse(end.text);
    return record?.sessionId === session_id ? read(record, Date.now()) : null;
  };
  using folder = watchFolder(registry);
  for (const untilMs = Date.now() + LIMIT_MS; Date.now() < untilMs; ) {
    let said = look();
    if (said !== null && said !== "asked") {
      await Bun.sleep(SETTLED_MS);
      said = look();
    }
    if (said !== "asked") return said;
    await Promise.race([folder.changed(), Bun.sleep(LOOK_MS)]);
  }
  return null;
}

/** What an agent's record says of a question that was asked at that time, read again and again. */
export function createReading(askedMs: number) {
  let shownMs: number | null = null;
  return ({ status, statusMs, tellsDialogs }: RecordWord, nowMs: number): End | "asked" => {
    if (status === "waiting") {
      // Another dialog: between the two the agent went on.
      const isAnother = shownMs !== null && statusMs > shownMs;
      shownMs ??= statusMs;
      return isAnother ? "answered" : "asked";
    }
    if (statusMs <= askedMs) {
      // The dialog is about to show, or somebody else's hook decides and it never does.
      return tellsDialogs === true && nowMs - askedMs > SHOWN_MS ? "answered" : "asked";
    }
    return status === "busy" ? "answered" : "turned down";
  };
}

function watchFolder(path: string) {
  let next = Promise.withResolvers<void>();
  const watcher = tryWatch(path, () => {
    next.resolve();
    next = Promise.withResolvers();
  });
  return {
    changed: () => next.promise,
    [Symbol.dispose]: () => watcher?.close(),
  };
}

function tryWatch(path: string, onChange: () => void) {
  try {
    return watch(path, onChange).on("error", () => {});
  } catch {
    return null; // no more of them, or no such folder: it is looked at all the same
  }
}
