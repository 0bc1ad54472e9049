import type { ReceivedSession } from "../protocol/received.ts";
import type { HubRecord } from "./messages.ts";

/** Sessions of one hub that are believed: more than a person ever has, and no flood. */
const MAX_OF_ONE_HUB = 2000;

/** What is known of another hub by what came from the broker. */
export class HostView {
  /** Whether its relay and its hub are there, by its own word. */
  isOnline = false;
  /** Its last record; undefined before there is one. */
  record: HubRecord | undefined;
  readonly #sessions = new Map<string, ReceivedSession>();
  /** Ids that were told since the last subscription. */
  readonly #told = new Set<string>();
  /** Number of the last message; undefined before there is one. */
  #sent: number | undefined;

  get size(): number {
    return this.#sessions.size;
  }

  /** As its hub last said it. */
  find(id: string): ReceivedSession | undefined {
    return this.#sessions.get(id);
  }

  /** All of them, as they are to be shown here. */
  shown(): ReceivedSession[] {
    return Array.from(this.#sessions.values(), (session) => this.asShown(session));
  }

  asShown(session: ReceivedSession): ReceivedSession {
    return this.isOnline ? session : { ...session, stale: true };
  }

  /** @returns false where there are too many. */
  put(session: ReceivedSession): boolean {
    const { session_id: id } = session;
    if (!this.#sessions.has(id) && this.#sessions.size >= MAX_OF_ONE_HUB) return false;
    this.#sessions.set(id, session);
    this.#told.add(id);
    return true;
  }

  remove(id: string): void {
    this.#sessions.delete(id);
  }

  /** Notes the number of a message. @returns whether others before it were lost. */
  count(sent: number, isLive: boolean): boolean {
    const isGap = isLive && this.#sent !== undefined && sent > this.#sent + 1;
    this.#sent = Math.max(sent, this.#sent ?? 0);
    return isGap;
  }

  /** Takes a record. @returns whether messages before it were lost. */
  take(record: HubRecord, isLive: boolean): boolean {
    const isAnother = this.record?.relay !== record.relay;
    this.record = record;
    this.isOnline = record.state === "online";
    if (!this.isOnline) return false;
    const isGap = isLive && !isAnother && this.#sent !== undefined && record.sent > this.#sent;
    // One that the broker kept is older than what came since.
    if (isLive) this.#sent = record.sent;
    return isGap || (isLive && record.sessions !== this.#sessions.size);
  }

  /** The broker is about to tell of all its sessions again. */
  begin(): void {
    this.#told.clear();
    this.#sent = undefined;
  }

  /** The broker has told of all. @returns the ids that it did not tell of any more. */
  settle(): string[] {
    const gone = [...this.#sessions.keys()].filter((id) => !this.#told.has(id));
    for (const id of gone) this.#sessions.delete(id);
    return gone;
  }
}
