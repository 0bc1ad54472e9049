/**
 * Every error a person or program is expected to meet, by its wire code.
 * The value is the exit status the command line ends with: 1 the request was
 * wrong, 2 the command line was wrong, 69 the daemon cannot be reached, 70 our
 * bug, 124 timed out.
 */
const ERROR_CODES = {
  invalid_json: 1,
  invalid_request: 1,
  unknown_command: 1,
  unsupported_version: 1,
  session_not_found: 1,
  session_closed: 1,
  not_resumable: 1,
  not_answerable: 1,
  not_seen: 1,
  line_too_long: 1,
  too_many_sessions: 1,
  too_many_connections: 69,
  not_permitted: 1,
  shutting_down: 69,
  internal: 70,
  usage: 2,
  refused: 1,
  unreachable: 69,
  timed_out: 124,
} as const;

/** A wire error code: snake_case, for programs. */
export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * An expected failure. `message` is for people: lower case, no full stop, what
 * was wrong with what, then what to do after a dash. Anything thrown that is
 * no ConsoleError is a bug.
 */
export class ConsoleError extends Error {
  override readonly name = "ConsoleError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }

  /** The process exit status this error ends a command with. */
  get exitStatus(): number {
    return ERROR_CODES[this.code];
  }
}

/** Narrows a code that came over the wire; a code of a newer daemon counts as `internal`. */
export function toErrorCode(code: unknown): ErrorCode {
  return isErrorCode(code) ? code : "internal";
}

/** Whether it is a code of ours. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === "string" && Object.hasOwn(ERROR_CODES, code);
}
