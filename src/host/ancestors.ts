import { type FindProcess, type ProcessInfo, processTable } from "./process.ts";

/** Programs that may be between an agent and its hook. */
const WRAPPERS = new Set(
  "sh bash dash zsh fish ksh mksh ash csh tcsh busybox env timeout nice nohup setsid sudo".split(
    " ",
  ),
);
/** Programs that adopt orphans or hold terminals: never an agent, and they outlive it. */
const KEEPERS =
  /^(systemd|init|launchd|tini|dumb-init|docker-init|catatonit|s6-svscan|runit|conmon|containerd-shim.*|tmux.*|screen|zellij|login|sshd.*)$/i;

const MAX_DEPTH = 64;

/** The processes above a process, the nearest first. @param maxDepth of them at most. */
export function ancestorsOf(
  { parentPid }: Pick<ProcessInfo, "parentPid">,
  find: FindProcess,
  maxDepth = MAX_DEPTH,
): ProcessInfo[] {
  const chain: ProcessInfo[] = [];
  let next = find(parentPid);
  while (next !== null && next.pid > 1 && chain.length < maxDepth) {
    chain.push(next);
    next = find(next.parentPid);
  }
  return chain;
}

/** The processes above this one, the nearest first. */
export function ownAncestors(): ProcessInfo[] {
  return ancestorsOf({ parentPid: process.ppid }, processTable());
}

/**
 * Splits the ancestors of a hook into the agent, which is the nearest that is no
 * shell or other wrapper, and the agent's own ancestors.
 */
export function splitAgent(chain: readonly ProcessInfo[]): {
  agent: ProcessInfo | null;
  above: ProcessInfo[];
} {
  const index = chain.findIndex(({ name }) => !WRAPPERS.has(name.replace(/^-/, "")));
  const agent = chain[index];
  // The hook of an agent that has ended is adopted by one of these.
  if (agent === undefined || KEEPERS.test(agent.name)) return { agent: null, above: [] };
  return { agent, above: chain.slice(index + 1) };
}
