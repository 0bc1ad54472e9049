import type * as v from "valibot";
import { type Check, createCheck } from "./check.ts";
import { COMMANDS, type CommandName, findCommand } from "./commands.ts";
import { ConsoleError, type ErrorCode } from "./errors.ts";
import { quote, toOneLine, truncate } from "./text.ts";
import { type Request, type RequestId, VERSION } from "./wire.ts";

/** A request that could not be read; carries the id, where there was one, for the reply. */
export class RequestError extends Error {
  readonly id: RequestId | undefined;
  override readonly cause: ConsoleError;

  constructor(id: RequestId | undefined, cause: ConsoleError) {
    super(cause.message);
    this.id = id;
    this.cause = cause;
  }
}

/**
 * Reads one line as a request and checks its input against the command's schema.
 * @param permitted the commands that may be asked, where not all may.
 * @throws {RequestError} invalid_json, invalid_request, unknown_command, not_permitted or
 *   unsupported_version.
 */
export function parseRequest(line: string, permitted?: readonly CommandName[]): Request {
  let frame: unknown;
  try {
    frame = JSON.parse(line);
  } catch (error) {
    // The parser quotes what it met: anything at all.
    const why = toOneLine(error instanceof Error ? error.message : "unreadable");
    throw refusal(undefined, "invalid_json", `invalid JSON: ${why}`);
  }
  if (typeof frame !== "object" || frame === null || Array.isArray(frame)) {
    const message = 'expected a JSON object, e.g. {"cmd":"LIST"}';
    throw refusal(undefined, "invalid_request", message);
  }
  const fields = frame as Record<string, unknown>; // an object, proved above
  const { cmd, version, id } = fields;
  // 1e999 is JSON, but read as Infinity, which is not.
  const echo = typeof id === "string" || Number.isFinite(id) ? (id as RequestId) : undefined;
  if (id !== undefined && id !== null && echo === undefined) {
    throw refusal(echo, "invalid_request", "id: expected a string or a number");
  }
  if (version !== undefined && version !== null && version !== VERSION) {
    const message = `unsupported version: ${quote(version)} (expected: ${VERSION})`;
    throw refusal(echo, "unsupported_version", message);
  }
  if (typeof cmd !== "string") {
    throw refusal(echo, "invalid_request", 'cmd: expected the name of a command, e.g. "LIST"');
  }
  const name = findCommand(cmd);
  if (permitted !== undefined && (name === undefined || !permitted.includes(name))) {
    const message = `not permitted: this socket takes ${permitted.join(", ")} and nothing else`;
    throw refusal(echo, "not_permitted", message);
  }
  if (name === undefined) {
    const known = Object.keys(COMMANDS).join(", ");
    throw refusal(
      echo,
      "unknown_command",
      `unknown command: ${truncate(toOneLine(cmd), 80)} (expected: ${known})`,
    );
  }
  const checked = checkOf(name)(fields);
  if ("issue" in checked) throw refusal(echo, "invalid_request", describeIssue(checked.issue));
  // The schema of `name` has produced this output; the union can't see the pairing.
  return { name, id: echo, input: checked.output } as Request;
}

function refusal(id: RequestId | undefined, code: ErrorCode, message: string): RequestError {
  return new RequestError(id, new ConsoleError(code, message));
}

// Made when first needed: hooks load this page too, and check nothing.
const checks = new Map<CommandName, Check>();

function checkOf(name: CommandName): Check {
  let check = checks.get(name);
  if (check === undefined) {
    check = createCheck(COMMANDS[name].input);
    checks.set(name, check);
  }
  return check;
}

/** `field: expected …, got …`, or the schema's own sentence where v1 fixes the words. */
export function describeIssue(issue: v.BaseIssue<unknown>): string {
  const keys = issue.path?.map((item) => String(item.key)).join(".") ?? "";
  const path = truncate(toOneLine(keys), 80); // a record's keys are the sender's
  if (issue.message.startsWith("invalid ")) return issue.message;
  const expected = issue.message.startsWith("expected ") ? issue.message : "expected a value";
  return `${path || "request"}: ${expected}, got ${quote(issue.input)}`;
}
