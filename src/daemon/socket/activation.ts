import { fstatSync } from "node:fs";

/** The first descriptor of socket activation (sd_listen_fds(3)). */
const FIRST_FD = 3;

/**
 * The listening socket of a service manager, with socket activation; `LISTEN_PID`
 * says which process it is for. Its variables are removed from the environment,
 * so that no child takes them for its own.
 */
export function inheritedSocket(env: NodeJS.ProcessEnv, pid: number): number | undefined {
  const isForUs = env.LISTEN_PID === String(pid) && Number(env.LISTEN_FDS) >= 1;
  for (const name of ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"]) delete env[name];
  return isForUs && isSocket(FIRST_FD) ? FIRST_FD : undefined;
}

function isSocket(fd: number): boolean {
  try {
    return fstatSync(fd).isSocket();
  } catch {
    return false; // no such descriptor
  }
}
