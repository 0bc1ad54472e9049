import { readFileSync } from "node:fs";

/**
 * The id of this boot, the same in every process. Null when the system does not
 * tell.
 */
export function bootId(): string | null {
  const id = process.platform === "darwin" ? askKernel() : readKernel();
  return id || null;
}

function readKernel(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
  } catch {
    return ""; // /proc is hidden
  }
}

// `kern.boottime` moves whenever the clock is set; this id does not (XNU, sysctl(3)).
function askKernel(): string {
  const { stdout } = Bun.spawnSync(["/usr/sbin/sysctl", "-n", "kern.bootsessionuuid"], {
    env: {},
    stdio: ["ignore", "pipe", "ignore"],
  });
  return stdout.toString().trim();
}
