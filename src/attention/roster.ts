import type { Session } from "../protocol/session.ts";
import type { Event } from "../protocol/wire.ts";

/** Every session a subscriber knows of. `Map<session id, Session>` */
export type Roster = Map<string, Session>;

/** What one event did to one session; `before` and `after` are undefined where there is none. */
export interface RosterChange {
  before: Session | undefined;
  after: Session | undefined;
}

/**
 * Brings the roster up to date and says what changed, in order. A session that
 * was forgotten and made anew shows as two changes, even when the hub told only
 * of the last: its `instance` gives it away.
 */
export function applyEvent(roster: Roster, event: Event): RosterChange[] {
  switch (event.type) {
    case "update": {
      const { session } = event;
      const known = roster.get(session.session_id);
      // Older than what is known already: told late, and over.
      if (known?.instance === session.instance && known.seq > session.seq) return [];
      return put(roster, session);
    }
    case "delete":
      return remove(roster, event.session_id);
    case "shutdown":
      return [];
    case "snapshot": {
      const changes = (event.deleted ?? []).flatMap((id) => remove(roster, id));
      if (event.resumed !== true) {
        const told = new Set(event.sessions.map((session) => session.session_id));
        const gone = [...roster.keys()].filter((id) => !told.has(id));
        changes.push(...gone.flatMap((id) => remove(roster, id)));
      }
      return [...changes, ...event.sessions.flatMap((session) => put(roster, session))];
    }
  }
}

function put(roster: Roster, after: Session): RosterChange[] {
  const before = roster.get(after.session_id);
  roster.set(after.session_id, after);
  if (before === undefined || before.instance === after.instance) return [{ before, after }];
  return [
    { before, after: undefined },
    { before: undefined, after },
  ];
}

function remove(roster: Roster, id: string): RosterChange[] {
  const before = roster.get(id);
  return roster.delete(id) ? [{ before, after: undefined }] : [];
}
