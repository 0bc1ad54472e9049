import * as fs from "node:fs";

/** Whether the process is there and more than a name waiting to be reaped. */
export function isAlive(pid: number): boolean {
  return !/^(?:[ZX]|)$/.test(statOf(pid)[0] ?? "");
}

/** The children of a process, by id. */
export function childrenOf(pid: number): number[] {
  return allProcesses().filter((one) => Number(statOf(one)[1]) === pid);
}

/** The processes of its group: an agent's launcher, what that launched, and what stands with them. */
export function groupOf(pid: number): number[] {
  const group = statOf(pid)[2];
  const others = allProcesses().filter((one) => one !== pid && statOf(one)[2] === group);
  return group === undefined ? [pid] : [pid, ...others];
}

/**
 * Every process that was started with the folder in its environment or its command
 * line: also what agents leave behind, for each scenario's HOME is in its folder.
 */
function processesOf(folder: string): number[] {
  return allProcesses().filter((pid) => {
    if (pid === process.pid || !isAlive(pid)) return false;
    return ["environ", "cmdline"].some((file) => read(`/proc/${pid}/${file}`).includes(folder));
  });
}

/** Ends all of them, also what they start meanwhile. @returns how many had to be. */
export async function endProcesses(folder: string): Promise<number> {
  let ended = 0;
  for (let round = 0; round < 50; round += 1) {
    const pids = processesOf(folder);
    if (pids.length === 0) return ended;
    for (const pid of pids) {
      try {
        process.kill(pid, "SIGKILL");
        ended += 1;
      } catch {
        // It has ended by itself meanwhile.
      }
    }
    await Bun.sleep(20);
  }
  throw new Error(`processes of ${folder} that do not end: ${processesOf(folder).join(", ")}`);
}

function allProcesses(): number[] {
  return fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

// After the name, which may contain anything: state, parent, group, …
function statOf(pid: number): string[] {
  const stat = read(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function read(path: string): string {
  try {
    return fs.readFileSync(path, "latin1");
  } catch {
    return ""; // it has ended meanwhile
  }
}
