import * as v from "valibot";
import { absolutePath } from "../host/path.ts";
import { ConsoleError } from "../protocol/errors.ts";
import { Status } from "../protocol/session.ts";
import { withSuggestion } from "./suggest.ts";

/** Marks the positional argument that takes any number of words. */
export const MANY = "…";

/** Value hint of a flag that takes a list, and may be given more than once. */
export const LIST = "a,b";

/** Every status by its word, for help. */
export const STATUS_WORDS = Status.options.join(", ");

/** What `read` makes of a flag's value. @throws usage, with the flag's name. */
export function readFlag<T>(text: string, flag: string, read: (text: string) => T): T {
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof ConsoleError)) throw error;
    throw new ConsoleError("usage", `${flag}: ${error.message}`);
  }
}

/** Reads what `--status a,b` gave. @throws usage */
export function parseStatuses(text: string): Status[] {
  return parseList(text).map((name) => {
    const status = v.safeParse(Status, name);
    if (!status.success) {
      const { message } = status.issues[0];
      const said = withSuggestion(`--status: ${message}`, name, Status.options);
      throw new ConsoleError("usage", said);
    }
    return status.output;
  });
}

/** Reads `a,b`; nothing for a flag that was not given. */
export function parseList(text: string | undefined): string[] {
  return (text ?? "")
    .split(",")
    .map((word) => word.trim())
    .filter(Boolean);
}

/** Reads folders: a path is relative to where it is typed, a bare name is a project's. */
export function parseProjects(text: string | undefined): string[] {
  return parseList(text).map((name) => (/^\.|\//.test(name) ? absolutePath(name) : name));
}
