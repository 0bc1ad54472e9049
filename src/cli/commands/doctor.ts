import { entryNamed } from "../../agents/table.ts";
import { formatDuration } from "../../attention/duration.ts";
import { connect } from "../../client/connect.ts";
import { AbsentError } from "../../client/connection.ts";
import { otherSpools, type SpoolDepth, spoolDepth, spoolFolder } from "../../host/spool.ts";
import type { AgentState } from "../../install/inspect.ts";
import { DEFAULT_SOCKET } from "../../protocol/address.ts";
import type { Health, LastHeard } from "../../protocol/answers.ts";
import { ConsoleError } from "../../protocol/errors.ts";
import { isNewer } from "../../protocol/semver.ts";
import { toOneLine } from "../../protocol/text.ts";
import { APP_VERSION } from "../../version.ts";
import { canStart, START } from "../absent.ts";
import { COMMON_ARGS } from "../args.ts";
import { command } from "../command.ts";
import { whyNoSettings } from "../daemon-settings.ts";
import { installOptions } from "../installation.ts";
import { OUTPUT_ARGS, readForm, writeRows } from "../output-form.ts";
import { examineRunning } from "../running-agents.ts";
import type { Finding } from "../schema/outputs.ts";
import { socketOf } from "../socket.ts";

/** A report that waits longer than this in the spool has been forgotten there. */
const LONG_WAIT_MS = 2 * 60_000;

export const doctor = command({
  meta: { name: "doctor", description: "Look for what is wrong, and say what mends it" },
  guide: {
    group: "Set up",
    examples: [
      ["agent-console doctor", "what is wrong, and what mends it"],
      ["agent-console doctor --json", "the same for a program"],
      ["agent-console doctor --format '{is_well} {subject}|{cure}'", "a line for each finding"],
    ],
    exits: [[1, "something is wrong"]],
  },
  args: { ...OUTPUT_ARGS, ...COMMON_ARGS },
  run: async ({ args }) => {
    const form = await readForm("doctor", args);
    const socket = socketOf(args);
    const nowMs = Date.now();
    const agents = examineAgents(nowMs);
    const hub = await inspectHub(socket);
    const findings = [
      ...hub.findings,
      ...examineEnvironment(socket),
      ...examineSpools(socket, nowMs),
      ...(await (await agents)(hub)),
    ];
    writeRows(form, findings, (all) => all.map(formatFinding).join(""));
    const ill = findings.filter(({ is_well }) => !is_well).length;
    if (ill > 0) throw new ConsoleError("refused", `${ill} of ${findings.length} not well`);
  },
});

/** What the hub says of itself, and whom it has heard: nothing where there is none. */
interface HubState {
  findings: readonly Finding[];
  agents: readonly LastHeard[];
  /** Processes of the sessions that it knows. */
  heard?: readonly number[];
}

/** @returns what to say of the agents, once it is known who was heard. */
async function examineAgents(nowMs: number): Promise<(hub: HubState) => Promise<Finding[]>> {
  try {
    const { inspectAgents } = await import("../../install/inspect.ts");
    const agents = await inspectAgents(await installOptions([]));
    const found = agents.filter((agent) => agent.found || agent.installed !== "no");
    if (found.length === 0) return async () => [noAgents];
    return async ({ agents: last, heard }) => [
      ...found.flatMap((agent) => examineAgent(agent, last, nowMs)),
      ...(heard === undefined ? [] : await examineRunning(found, heard, nowMs)),
    ];
  } catch (error) {
    if (!(error instanceof ConsoleError)) throw error;
    const { message: says } = error;
    return async () => [{ subject: "agents", is_well: false, says, cure: null }];
  }
}

const noAgents: Finding = {
  subject: "agents",
  is_well: true,
  says: "none found on this machine",
  cure: null,
};

async function inspectHub(socket: string): Promise<HubState> {
  const subject = "hub";
  try {
    const client = await connect(socket, { starts: false });
    const [health, sessions] = await Promise.all([
      client.call("STATUS", {}),
      client.call("LIST", {}),
    ]);
    client.close();
    const heard = sessions.flatMap(({ pid, host }) => (pid === null || host !== null ? [] : [pid]));
    return { findings: examineHub(health), agents: health.agents, heard };
  } catch (error) {
    if (!(error instanceof ConsoleError)) throw error;
    const isCurable = error instanceof AbsentError && canStart(socket);
    const cure = isCurable ? START : null;
    return { findings: [{ subject, is_well: false, says: error.message, cure }], agents: [] };
  }
}

// A hub that runs has read it already: the next one would not start.
function examineEnvironment(socket: string): Finding[] {
  const why = whyNoSettings(socket, process.env);
  if (why === undefined) return [];
  return [
    { subject: "environment", is_well: false, says: `${why} - no hub can start`, cure: null },
  ];
}

/** What the daemon's own health says. */
function examineHub(health: Health): Finding[] {
  const { app_version, pid, socket_path, warnings } = health;
  const runs = `version ${app_version} (pid ${pid}) at ${socket_path}`;
  const isCurrent = app_version === APP_VERSION;
  const says = isCurrent ? runs : `${runs}, but this program is version ${APP_VERSION}`;
  // Any command that may start a hub has an older one hand over; STOP would end its sessions.
  const isOlder = isNewer(APP_VERSION, app_version);
  const cure = isOlder ? "agent-console list, or restart the service that runs the hub" : null;
  return [
    { subject: "hub", is_well: isCurrent, says, cure },
    ...warnings.map((warning) => ({ subject: "hub", is_well: false, says: warning, cure: null })),
    ...(health.relays ?? []).map(examineRelay), // an older hub has none
  ];
}

/** What leaves this machine, and for where. */
function examineRelay(relay: Health["relays"][number]): Finding {
  const { broker, topic, publishes, receives, takes_commands, connected, why } = relay;
  const says = [
    connected ? broker : `${broker} is away: ${why ?? "no answer"}`,
    publishes.length > 0 ? `publishes ${publishes.join(", ")} as ${topic}` : "publishes nothing",
    receives ? "shows the sessions of other hubs" : "shows no other hubs",
    ...(takes_commands ? ["takes acks from there"] : []),
  ];
  return { subject: "relay", is_well: connected, says: says.join(", "), cure: null };
}

/**
 * What waits for this hub. Who asks for their own hub, and names no other, hears
 * of what has been forgotten of any.
 */
function examineSpools(socket: string, nowMs: number): Finding[] {
  try {
    const own = examineSpool(spoolDepth(spoolFolder(socket)), nowMs);
    if (socket !== DEFAULT_SOCKET) return [own];
    const others = otherSpools(socket).map(({ socket, depth }) => {
      const { says, ...finding } = examineSpool(depth, nowMs);
      const cure = `agent-console list --socket ${socket}`;
      return { ...finding, says: says.replace("the hub", `the hub of ${socket}`), cure };
    });
    return [own, ...others.filter(({ is_well }) => !is_well)];
  } catch (error) {
    if (!(error instanceof ConsoleError)) throw error;
    return [{ subject: "spool", is_well: false, says: error.message, cure: null }];
  }
}

/** What hooks left because they could not reach the hub; a running hub takes it in within a minute. */
function examineSpool(depth: SpoolDepth, nowMs: number): Finding {
  const { reports, oldestMs } = depth;
  const subject = "spool";
  if (oldestMs === null) return { subject, is_well: true, says: "no report waits", cure: null };
  const ageMs = Math.max(0, nowMs - oldestMs);
  const what = reports === 1 ? "1 report waits" : `${reports} reports wait`;
  const says = `${what} for the hub, the oldest for ${formatDuration(ageMs)}`;
  const isWell = ageMs < LONG_WAIT_MS;
  return { subject, is_well: isWell, says, cure: isWell ? null : "agent-console list" };
}

/** How one agent's hooks stand, and when the last one was heard. */
function examineAgent(agent: AgentState, agents: readonly LastHeard[], nowMs: number): Finding[] {
  const { title: subject, version, installed, trusted, answers, problems } = agent;
  const agentType = entryNamed(agent.agent)?.agentType;
  const last = agents.find(({ agent_type }) => agent_type === agentType);
  const facts = [
    version === null ? "found" : `version ${version}`,
    installed === "yes" ? "hooks installed" : `hooks installed: ${installed}`,
    ...(trusted === null ? [] : [trusted]),
    ...(answers ? ["takes answers from the hub"] : []),
    last === undefined ? "no hook heard yet" : lastHook(last, nowMs),
  ];
  const state = { subject, is_well: problems.length === 0, says: facts.join(", "), cure: null };
  return [
    state,
    ...problems.map(({ what, cure }) => ({ subject, is_well: false, says: what, cure })),
  ];
}

function lastHook({ event, at_ms }: LastHeard, nowMs: number): string {
  return `last hook ${event ?? "without a name"}, ${formatDuration(nowMs - at_ms)} ago`;
}

function formatFinding({ subject, is_well, says, cure }: Finding): string {
  const line = `${is_well ? "ok  " : "FAIL"}  ${toOneLine(subject)}: ${toOneLine(says)}\n`;
  return cure === null || cure === "" ? line : `${line}      mend it: ${toOneLine(cure)}\n`;
}
