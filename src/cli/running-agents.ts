import { statSync } from "node:fs";
import { entryNamed } from "../agents/table.ts";
import { formatDuration } from "../attention/duration.ts";
import { homeFolder } from "../host/home.ts";
import type { Running } from "../host/running.ts";
import type { AgentState } from "../install/inspect.ts";
import { writeOut } from "./output.ts";
import type { Finding } from "./schema/outputs.ts";

const CURE = "restart it: hooks are read when it starts";

/** Says which of the agents run, and so without the hooks that were just put in. */
export async function sayRunning(agents: ReadonlySet<string>, home: string): Promise<void> {
  const { runningAgents } = await import("../install/running.ts");
  const running = agents.size === 0 ? new Map() : await runningAgents(home, Date.now());
  for (const [name, processes] of running) {
    if (!agents.has(name)) continue;
    const facts = await entryNamed(name)?.agent();
    const pids = processes.map(({ pid }: Running) => pid).join(", ");
    writeOut(`note: ${facts?.agent.label ?? name} runs (pid ${pids}) - ${CURE}\n`);
  }
}

/**
 * Agents that have our hooks and run since before they had: none of their sessions is heard.
 * @param heard processes of the sessions that are known.
 */
export async function examineRunning(
  agents: readonly AgentState[],
  heard: readonly number[],
  nowMs: number,
): Promise<Finding[]> {
  const { runningAgents, unheard } = await import("../install/running.ts");
  const running = await runningAgents(homeFolder(), nowMs);
  return agents.flatMap(({ agent, title, installed, configFile }) => {
    if (installed !== "yes") return [];
    const installedMs = changedMs(configFile);
    const old = unheard(running.get(agent) ?? [], heard).filter(
      ({ startedMs }) => startedMs < installedMs,
    );
    return old.map(({ pid, startedMs }): Finding => {
      const since = formatDuration(nowMs - startedMs);
      const says = `runs without our hooks (pid ${pid}, for ${since})`;
      return { subject: title, is_well: false, says, cure: CURE };
    });
  });
}

function changedMs(file: string): number {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return 0; // it cannot be looked at, and that is told of elsewhere
  }
}
