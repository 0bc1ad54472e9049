import { PROGRAM } from "./paths.ts";
import type { Outcome, Running, RunOptions, Sandbox } from "./sandbox.ts";

/** A machine with a /tmp of its own, and users who have configured nothing. */
export interface Machine {
  /** Runs the binary as a user, with no socket named. */
  run(uid: number, args: readonly string[], options?: RunOptions): Promise<Outcome>;
  start(uid: number, args: readonly string[]): Running;
  /** Runs a shell line as a user. @throws when it fails. */
  shell(uid: number, line: string): Promise<string>;
}

/** The program there: where it was built other users may not look, or /tmp hides it. */
const HERE = "/run/agent-console";

/** Whether such a machine can be had: by root, where namespaces are allowed. */
export const hasMachines =
  process.getuid?.() === 0 &&
  ["setpriv", "unshare", "nsenter"].every((name) => Bun.which(name) !== null) &&
  Bun.spawnSync(["unshare", "-m", "mount", "-t", "tmpfs", "none", "/tmp"]).success;

export async function openMachine(box: Sandbox): Promise<Machine> {
  const mounts = [
    "mount -t tmpfs -o mode=755 none /run",
    `touch ${HERE}`,
    `mount --bind '${PROGRAM}' ${HERE}`,
    "mount -t tmpfs -o mode=1777 none /tmp",
  ].join(" && ");
  const holder = box.spawn(["unshare", "-m", "sh", "-c", `${mounts} && echo up; exec sleep 1000`]);
  await holder.prints(/up/);
  const enter = ["nsenter", "-t", `${holder.pid}`, "-m", "--wd=/"];
  const become = (uid: number) =>
    uid === 0 ? [] : ["setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--clear-groups"];
  // Nothing configured; the home is there so that the sandbox finds what it has to end.
  const env = (uid: number) => ({
    AGENT_CONSOLE_SOCKET: "",
    HOME: `/tmp/${uid}${box.folder}`,
    XDG_STATE_HOME: "",
  });
  const start = (uid: number, command: readonly string[], options: RunOptions = {}) =>
    box.spawn([...enter, ...become(uid), ...command], {
      ...options,
      env: { ...env(uid), ...options.env },
    });
  return {
    run: (uid, args, options) => start(uid, [HERE, ...args], options).exited(),
    start: (uid, args) => start(uid, [HERE, ...args]),
    async shell(uid, line) {
      const outcome = await start(uid, ["sh", "-c", line]).exited();
      if (outcome.exitCode !== 0) throw new Error(`${line}: ${outcome.stderr}`);
      return outcome.stdout;
    },
  };
}
