import { nameSessions, type SessionName } from "../attention/names.ts";
import { ConsoleError } from "../protocol/errors.ts";
import type { Session } from "../protocol/session.ts";
import { toOneLine } from "../protocol/text.ts";
import { readRepositories } from "./repositories.ts";
import { withSuggestion } from "./suggest.ts";

const MAX_CANDIDATES = 6;

type Names = ReadonlyMap<string, SessionName>;

/** Like {@link findSession}, by the names that `list` shows. */
export async function lookUpSession(word: string, sessions: readonly Session[]): Promise<Session> {
  const exact = sessions.find(({ session_id }) => session_id === word);
  if (exact !== undefined) return exact;
  return findSession(word, sessions, nameSessions(sessions, await readRepositories(sessions)));
}

/**
 * The session meant by a word: its id, an unambiguous prefix of it, or the name or
 * project where only one session is meant.
 * @throws session_not_found; usage where it is ambiguous, naming the candidates.
 */
export function findSession(word: string, sessions: readonly Session[], names: Names): Session {
  const exact = sessions.find(({ session_id }) => session_id === word);
  if (exact !== undefined) return exact;
  const nameOf = ({ session_id }: Session) => names.get(session_id);
  const isNamed = sessions.filter((session) => nameOf(session)?.name === word);
  const isIn = sessions.filter(
    (session) => nameOf(session)?.project === word || session.display_name === word,
  );
  const inProject = isNamed.length > 0 ? isNamed : isIn;
  const open = inProject.filter(({ closed }) => !closed);
  const named = new Set([
    ...sessions.filter(({ session_id }) => session_id.startsWith(word)),
    ...(open.length > 0 ? open : inProject),
  ]);
  const [only, ...others] = named;
  if (only === undefined) throw unknownSession(word, sessions, names);
  if (others.length === 0) return only;
  throw new ConsoleError(
    "usage",
    `${word} is ambiguous: ${listOf([...named], names)} - name one by its id`,
  );
}

function unknownSession(word: string, sessions: readonly Session[], names: Names): ConsoleError {
  const message = `session not found: ${word}`;
  const known = sessions.flatMap(({ session_id, display_name }) => [
    ...[session_id, display_name],
    ...[names.get(session_id)?.project ?? display_name],
  ]);
  const suggested = withSuggestion(message, word, known);
  const help = " - see agent-console list --all";
  return new ConsoleError("session_not_found", suggested === message ? message + help : suggested);
}

function listOf(sessions: readonly Session[], names: Names): string {
  const shown = sessions
    .slice(0, MAX_CANDIDATES)
    .map(({ session_id: id, display_name, status }) => {
      return `${id} (${names.get(id)?.name ?? display_name}, ${status})`;
    });
  const more = sessions.length - shown.length;
  return toOneLine([...shown, ...(more > 0 ? [`${more} more`] : [])].join(", "));
}
