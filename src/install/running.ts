import { ENTRIES } from "../agents/table.ts";
import { ancestorsOf } from "../host/ancestors.ts";
import { findProcess } from "../host/process.ts";
import { type Running, runningAtTerminals } from "../host/running.ts";

/** Programs that run an agent's script, whose name is then the second word. */
const INTERPRETERS = /^(node|bun|deno|python[\d.]*)$/;
const MAX_DEPTH = 16;

/**
 * The agents that run at terminals, as their table names their programs: agent's
 * name -> its processes. Those with another home folder read other settings.
 */
export async function runningAgents(home: string, nowMs: number): Promise<Map<string, Running[]>> {
  const running = runningAtTerminals(nowMs).filter((one) => one.home === null || one.home === home);
  const found = new Map<string, Running[]>();
  for (const { name, agent } of ENTRIES) {
    const { programs } = (await agent()).agent;
    const own = running.filter(({ words }) => programs.includes(programOf(words)));
    // A launcher and the program it runs are one.
    const pids = new Set(own.map(({ pid }) => pid));
    const outer = own.filter(({ pid }) => !above(pid).some((parent) => pids.has(parent)));
    if (outer.length > 0) found.set(name, outer);
  }
  return found;
}

/** Those of the processes that have no session, nor any that they started. */
export function unheard(running: readonly Running[], heard: Iterable<number>): Running[] {
  const known = new Set<number>();
  for (const pid of heard) for (const one of [pid, ...above(pid)]) known.add(one);
  return running.filter(({ pid }) => !known.has(pid));
}

/** The name of the program that a command line runs. */
export function programOf([first = "", second = ""]: readonly string[]): string {
  const name = baseOf(first);
  return INTERPRETERS.test(name) ? baseOf(second).replace(/\.([cm]?js|py)$/, "") : name;
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function above(pid: number): number[] {
  const found = findProcess(pid);
  return found === null ? [] : ancestorsOf(found, findProcess, MAX_DEPTH).map((one) => one.pid);
}
