/**
 * Whether a service manager supervises this process and restarts it: then nobody
 * else should. systemd names the process that it started, which tells it from the
 * children of the service (systemd.exec(5), read 2026-08).
 */
export function hasSupervisor(
  env: Readonly<Record<string, string | undefined>>,
  pid: number,
  parentPid: number,
): boolean {
  if (env.SYSTEMD_EXEC_PID === String(pid)) return true;
  // launchd.plist(5): jobs get their label; what a terminal starts gets "0".
  const label = env.XPC_SERVICE_NAME;
  return process.platform === "darwin" && parentPid === 1 && label !== undefined && label !== "0";
}
