import { readFileSync } from "node:fs";

// Majors of pseudo-terminals, 256 of them each, and of the consoles (Linux, Documentation/admin-guide/devices.txt).
const FIRST_PTS_MAJOR = 136;
const LAST_PTS_MAJOR = 143;
const CONSOLE_MAJOR = 4;

/** The terminal device of a process, e.g. `/dev/pts/4`; null when it has none, or the system does not tell. */
export function terminalDevice(pid: number): string | null {
  return process.platform === "linux" ? fromProc(pid) : fromPs(pid);
}

// proc(5): tty_nr is field 7; minor in bits 31-20 and 7-0, major in 15-8.
function fromProc(pid: number): string | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return null; // no such process, or /proc is hidden
  }
  const number = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[4]);
  const major = (number >>> 8) & 0xfff;
  const minor = (number & 0xff) | ((number >>> 12) & 0xfff00);
  if (major >= FIRST_PTS_MAJOR && major <= LAST_PTS_MAJOR) {
    return `/dev/pts/${(major - FIRST_PTS_MAJOR) * 256 + minor}`;
  }
  return major === CONSOLE_MAJOR && minor < 64 ? `/dev/tty${minor}` : null;
}

function fromPs(pid: number): string | null {
  const { stdout } = Bun.spawnSync(["/bin/ps", "-p", String(pid), "-o", "tty="], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const name = stdout.toString().trim();
  return name === "" || name.startsWith("?") ? null : `/dev/${name}`;
}
