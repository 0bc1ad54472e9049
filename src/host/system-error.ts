import { ConsoleError } from "../protocol/errors.ts";

/** What the commonest errors of the system mean to a person. */
const MEANINGS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EAGAIN: "the system has no resources left - try again",
  EBUSY: "it is in use",
  EDQUOT: "the disk quota is used up",
  EEXIST: "something else is there",
  EFBIG: "the file would grow over a limit",
  EINVAL: "the system does not take that",
  EIO: "the disk fails",
  EISDIR: "it is a folder",
  ELOOP: "its symbolic links lead in a circle",
  EMFILE: "too many files are open",
  ENAMETOOLONG: "the path is too long",
  ENFILE: "too many files are open",
  ENOENT: "it does not exist",
  ENOMEM: "the system has no memory left",
  ENOSPC: "no space left on the disk",
  ENOTDIR: "a part of the path is no folder",
  ENXIO: "nothing answers there",
  EPERM: "not permitted",
  EROFS: "the file system is read-only",
  ESTALE: "the network disk has lost it",
  ETXTBSY: "the program is being written",
};

/** An error of a system call, as Bun and Node throw it. */
interface SystemError extends Error {
  code: string;
  syscall?: string;
  path?: string;
}

/** Says in a person's words why a system call failed; undefined for any other error. */
export function reasonOf(error: unknown): string | undefined {
  return isSystemError(error) ? (MEANINGS[error.code] ?? error.code) : undefined;
}

/** What an error says by itself, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * What the system refused as an expected failure that names the path: a machine
 * in a bad state is no bug of ours, whatever the errno. Any other error as it is.
 */
export function toExpected(error: unknown): unknown {
  const reason = reasonOf(error);
  if (reason === undefined || !isSystemError(error)) return error;
  const { path, syscall } = error;
  if (syscall === "uv_cwd" || syscall === "getcwd") {
    return new ConsoleError("refused", "the current folder is gone - change to another");
  }
  return new ConsoleError("refused", `${path || (syscall ?? "the system")}: ${reason}`);
}

// Node's own errors have codes of another form: ERR_INVALID_ARG_TYPE.
function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && "code" in error && /^E[A-Z0-9]+$/.test(String(error.code));
}
