import type { ArgsDef } from "citty";
import { formatDuration } from "../attention/duration.ts";
import { fillTemplate } from "../attention/template.ts";
import { Session } from "../protocol/session.ts";
import { toOneLine } from "../protocol/text.ts";
import { writeOut } from "./output.ts";
import {
  fieldAt,
  OUTPUT_ARGS,
  type OutputFlags,
  type OutputForm,
  readForm,
  writeOne,
} from "./output-form.ts";
import { why } from "./session-line.ts";

/** The flags of commands that answer with sessions. */
export const SESSION_OUTPUT_ARGS = {
  ...OUTPUT_ARGS,
  format: {
    ...OUTPUT_ARGS.format,
    description:
      "print each session so: {project}, {for}, {why}, and every field of --json by its name; | parts, \\t is a tab",
  },
} as const satisfies ArgsDef;

/** What a template may say of a session besides its fields. */
const OWN_WORDS = ["project", "for", "why"];

/** Like `readForm`, of a command about sessions: a template may name the session's fields too. */
export function readSessionForm(
  name: Parameters<typeof readForm>[0],
  flags: OutputFlags,
): Promise<OutputForm> {
  return readForm(name, flags, { schema: Session, words: OWN_WORDS });
}

/** Prints sessions in that form, or by `print`. */
export function writeSessions(
  form: OutputForm,
  sessions: readonly Session[],
  print: (sessions: readonly Session[]) => string,
): void {
  if (form.kind !== "template") writeOne(form, sessions, print);
  else writeOut(sessions.map((session) => `${fillSession(form.template, session)}\n`).join(""));
}

/** Prints one session in that form, or by `print`. */
export function writeSession(
  form: OutputForm,
  session: Session,
  print: (session: Session) => string,
): void {
  writeAbout(form, session, session, print);
}

/**
 * Prints what is said about one session in that form, or by `print`. A template may
 * name its fields, and then those of the session.
 */
export function writeAbout<T extends object>(
  form: OutputForm,
  session: Session,
  said: T,
  print: (said: T) => string,
): void {
  if (form.kind !== "template") writeOne(form, said, print);
  else writeOut(`${fillSession(form.template, session, said)}\n`);
}

/** A session as the template has it, on one line, and what else is `said` of it. */
export function fillSession(template: string, session: Session, said: object = {}): string {
  const facts = { ...session, ...said };
  return fillTemplate(template, (name) => {
    if (name === "project") return toOneLine(session.display_name);
    if (name === "for") return formatDuration(session.elapsed_seconds * 1000);
    if (name === "why" && !Object.hasOwn(facts, name)) return toOneLine(why(session));
    return fieldAt(facts, name);
  });
}
