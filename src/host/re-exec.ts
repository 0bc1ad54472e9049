import { dlopen, FFIType, ptr } from "bun:ffi";
import * as fs from "node:fs";
import { LineSplitter } from "../protocol/lines.ts";

/** Across a re-exec: the id of the process and the descriptor of its handoff. */
const HANDOFF = "AGENT_CONSOLE_HANDOFF";
const PROGRAM = "/proc/self/exe"; // even where the file was replaced or removed

/** Of the handoff read at a time. */
const CHUNK_BYTES = 256 * 1024;

const SIGHUP = 1;
const SIGINT = 2;
const SIGTERM = 15;
const SIG_BLOCK = 0;
const SIG_UNBLOCK = 1;
const F_SETFD = 2;
const FD_CLOEXEC = 1;
/** No smaller than any libc's `struct sigaction` and `sigset_t`; all zero is the default action. */
const STRUCT_BYTES = 256;

/** Re-execs this process: the same program and process id, an empty memory. */
export interface ReExec {
  /**
   * Until {@link cancel}, SIGTERM and SIGINT end the process at once: one that a
   * handler took just before the exec would be lost.
   */
  prepare(): void;
  cancel(): void;
  /**
   * Runs the program, or another one, from its start, with these descriptors still open. What is connected stays so.
   * @param handoff lines for {@link handoffLines}.
   * @throws when any step fails; then this process is as it was.
   */
  exec(handoff: Buffer, fds: readonly number[], program?: string): never;
}

/** @returns null where it is not available: macOS, no `bun:ffi`. */
export function openReExec(): ReExec | null {
  if (process.platform !== "linux") return null;
  try {
    return bindReExec();
  } catch {
    return null; // no JIT, or no such call
  }
}

function bindReExec(): ReExec {
  const { i32, ptr: pointer } = FFIType;
  const { symbols } = dlopen("libc.so.6", {
    execve: { args: [pointer, pointer, pointer], returns: i32 },
    memfd_create: { args: [pointer, FFIType.u32], returns: i32 },
    fcntl: { args: [i32, i32, i32], returns: i32 },
    sigaction: { args: [i32, pointer, pointer], returns: i32 },
    sigprocmask: { args: [i32, pointer, pointer], returns: i32 },
  });
  const byDefault = new Uint8Array(STRUCT_BYTES);
  const handled = new Map(
    [SIGTERM, SIGINT].map((signal) => [signal, new Uint8Array(STRUCT_BYTES)]),
  );
  const signals = signalSet();
  return {
    prepare() {
      symbols.sigprocmask(SIG_BLOCK, ptr(signals), null);
      for (const [signal, action] of handled) {
        symbols.sigaction(signal, ptr(byDefault), ptr(action));
      }
    },
    cancel() {
      for (const [signal, action] of handled) symbols.sigaction(signal, ptr(action), null);
      symbols.sigprocmask(SIG_UNBLOCK, ptr(signals), null);
    },
    exec(handoff, fds, other) {
      const name = cString("agent-console");
      const handoffFd = symbols.memfd_create(ptr(name), 0);
      if (handoffFd < 0) throw new Error("no memory for the handoff");
      try {
        const env = { ...process.env, [HANDOFF]: `${process.pid}:${handoffFd}` };
        const program = cString(other ?? PROGRAM);
        const [own = "", ...args] = fs.readFileSync("/proc/self/cmdline", "utf8").split("\0");
        const argv = cStrings([other ?? own, ...args.slice(0, -1)]);
        const envp = cStrings(Object.entries(env).map(([key, value]) => `${key}=${value}`));
        // A file size limit holds for memory too; a second write past it would be death.
        const written = fs.writeSync(handoffFd, handoff, 0, handoff.length, 0);
        if (written < handoff.length) throw new Error("the handoff is larger than a file may be");
        for (const fd of fds) {
          if (symbols.fcntl(fd, F_SETFD, 0) !== 0) throw new Error(`descriptor ${fd} is closed`);
        }
        symbols.execve(ptr(program), ptr(argv.pointers), ptr(envp.pointers));
        throw new Error("the system refused");
      } finally {
        for (const fd of fds) symbols.fcntl(fd, F_SETFD, FD_CLOEXEC);
        fs.closeSync(handoffFd);
      }
    },
  };
}

/**
 * The descriptor of what this process handed to itself across a re-exec; undefined
 * when there was none. Its variable is taken out of the environment.
 */
export function takeHandoff(env: NodeJS.ProcessEnv, pid: number): number | undefined {
  const [forWhom, fd] = env[HANDOFF]?.split(":").map(Number) ?? [];
  delete env[HANDOFF];
  return forWhom === pid ? fd : undefined;
}

/** The lines of a handoff, read as they are asked for; its descriptor is closed after the last one. */
export function* handoffLines(fd: number): Generator<string, void> {
  const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  const splitter = new LineSplitter(Number.POSITIVE_INFINITY);
  let lines: string[] = [];
  for (let position = 0, length = -1; length !== 0; position += length) {
    length = fs.readSync(fd, chunk, 0, chunk.length, position);
    splitter.push(chunk.subarray(0, length), (line) => lines.push(line) > 0);
    yield* lines;
    lines = [];
  }
  fs.closeSync(fd);
  const last = splitter.end();
  if (last !== undefined) yield last;
}

/** Unblocks the signals that were blocked for the re-exec; those that came meanwhile arrive now. */
export function unblockSignals(): void {
  const { symbols } = dlopen("libc.so.6", {
    sigprocmask: { args: [FFIType.i32, FFIType.ptr, FFIType.ptr], returns: FFIType.i32 },
  });
  symbols.sigprocmask(SIG_UNBLOCK, ptr(signalSet()), null);
}

/** `sigset_t`: bit n-1 stands for signal n. */
function signalSet(): Uint8Array {
  const set = new Uint8Array(STRUCT_BYTES);
  for (const signal of [SIGHUP, SIGINT, SIGTERM]) {
    const byte = (signal - 1) >> 3;
    set[byte] = (set[byte] ?? 0) | (1 << ((signal - 1) & 7));
  }
  return set;
}

function cString(text: string): Buffer {
  return Buffer.from(`${text}\0`);
}

/** A NULL-terminated array of C strings, and what it points to. */
function cStrings(texts: readonly string[]): { pointers: BigUint64Array; kept: Buffer[] } {
  const kept = texts.map(cString);
  return { pointers: new BigUint64Array([...kept.map((text) => BigInt(ptr(text))), 0n]), kept };
}
