import type { ArgsDef } from "citty";
import { formatDuration } from "../attention/duration.ts";
import { fillTemplate } from "../attention/template.ts";
import { ConsoleError } from "../protocol/errors.ts";
import type { Session } from "../protocol/session.ts";
import { toJson, toOneLine } from "../protocol/text.ts";
import { JSON_ARG } from "./args.ts";
import { writeAnswer, writeOut } from "./output.ts";
import { why } from "./session-line.ts";

/** The flags of commands that answer with sessions. */
export const SESSION_OUTPUT_ARGS = {
  ...JSON_ARG,
  format: {
    type: "string",
    valueHint: "template",
    description:
      "print each session so: {project}, {for}, {why}, and every field of --json by its name; | parts",
  },
} as const satisfies ArgsDef;

/** What those flags say. */
export interface SessionOutput {
  json?: unknown;
  format?: unknown;
}

/** The template to print sessions by; undefined where none is given. @throws usage with --json */
export function templateOf({ json, format }: SessionOutput): string | undefined {
  if (typeof format !== "string") return undefined;
  if (json === true) throw new ConsoleError("usage", "--json and --format exclude each other");
  return format;
}

/** Prints sessions as the flags say, or by `print` where they say nothing. */
export function writeSessions(
  output: SessionOutput,
  sessions: readonly Session[],
  print: (sessions: readonly Session[]) => string,
): void {
  const template = templateOf(output);
  if (template === undefined) writeAnswer(output.json === true, sessions, print);
  else writeOut(sessions.map((session) => `${fillSession(template, session)}\n`).join(""));
}

/** Prints one session as the flags say, or by `print` where they say nothing. */
export function writeSession(
  output: SessionOutput,
  session: Session,
  print: (session: Session) => string,
): void {
  writeAbout(output, session, session, print);
}

/**
 * Prints what is said about one session as the flags say, or by `print` where they say
 * nothing. A template may name its fields, and then those of the session.
 */
export function writeAbout<T extends object>(
  output: SessionOutput,
  session: Session,
  said: T,
  print: (said: T) => string,
): void {
  const template = templateOf(output);
  if (template === undefined) writeAnswer(output.json === true, said, print);
  else writeOut(`${fillSession(template, session, said)}\n`);
}

/** A session as the template has it, on one line, and what else is `said` of it. */
export function fillSession(template: string, session: Session, said: object = {}): string {
  const facts = new Map<string, unknown>([...Object.entries(session), ...Object.entries(said)]);
  return fillTemplate(template, (name) => {
    if (name === "project") return toOneLine(session.display_name);
    if (name === "for") return formatDuration(session.elapsed_seconds * 1000);
    if (name === "why" && !facts.has(name)) return toOneLine(why(session));
    if (!facts.has(name)) return undefined;
    const value = facts.get(name) ?? "";
    if (typeof value === "number") return value;
    return typeof value === "object" ? toJson(value) : toOneLine(String(value));
  });
}
