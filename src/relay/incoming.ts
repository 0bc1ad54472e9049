import type { ReceivedSession } from "../protocol/received.ts";
import { HostView } from "./host-view.ts";
import { readHub, readSession } from "./messages.ts";
import { hubName, isSamePlace, type Place, type Topic } from "./topics.ts";

/** Hubs that are believed, and sessions of all of them. */
const MAX_HUBS = 1000;
const MAX_SESSIONS = 20_000;

/** What is done with what came. */
export interface IncomingEvents {
  /** To be shown here. */
  show(from: string, sessions: readonly ReceivedSession[], deleted: readonly string[]): void;
  /** Messages of that hub were lost: the broker is to tell of its sessions again. */
  onGap(place: Place): void;
  /** What was not believed, and why. */
  onRefused(from: string, why: string): void;
  /** A hub came or went. */
  onHub(from: string, isOnline: boolean): void;
}

/** What other hubs published, as it comes from the broker: checked and bounded. */
export class Inbox {
  readonly #own: Place;
  readonly #events: IncomingEvents;
  readonly #views = new Map<string, HostView>();
  #size = 0;

  constructor(own: Place, events: IncomingEvents) {
    this.#own = own;
    this.#events = events;
  }

  view(from: string): HostView | undefined {
    return this.#views.get(from);
  }

  /** Every hub with all its sessions, as they are to be shown. */
  *all(): Generator<[from: string, sessions: ReceivedSession[]]> {
    for (const [from, view] of this.#views) yield [from, view.shown()];
  }

  /** Takes a message. @param isRetained the broker kept it: it is no news. */
  take(topic: Topic, payload: Uint8Array, isRetained: boolean): void {
    if (isSamePlace(topic, this.#own) || topic.kind === "command") return;
    const from = hubName(topic, this.#own);
    const view = this.#views.get(from) ?? this.#open(from);
    if (view === undefined) return;
    if (topic.kind === "hub") this.#takeHub(topic, from, view, payload, isRetained);
    else this.#takeSession(topic, topic.id, from, view, payload, isRetained);
  }

  /** The broker is about to tell of all sessions again, or of those of one hub. */
  begin(only?: string): void {
    for (const [from, view] of this.#views) {
      if (only !== undefined && from !== only) continue;
      view.begin();
      // What its hub said on an earlier connection may be over.
      if (only === undefined) view.isOnline = false;
    }
  }

  /**
   * The broker has told of all of them: what it does not hold any more is over,
   * where the hub itself is there to say so.
   * @param known ids that are shown here, by hub: some may be from an earlier relay.
   */
  settle(known: (from: string) => readonly string[], only?: string): void {
    for (const [from, view] of this.#views) {
      if (only !== undefined && from !== only) continue;
      if (!view.isOnline) continue;
      const gone = view.settle();
      this.#size -= gone.length;
      const unknown = known(from).filter((id) => view.find(id) === undefined);
      const deleted = [...new Set([...gone, ...unknown])];
      if (deleted.length > 0) this.#events.show(from, [], deleted);
    }
  }

  #takeHub(
    place: Place,
    from: string,
    view: HostView,
    payload: Uint8Array,
    isRetained: boolean,
  ): void {
    const wasOnline = view.isOnline;
    const read = payload.length === 0 ? undefined : readHub(payload);
    if (read === undefined) view.isOnline = false;
    else if ("why" in read) this.#events.onRefused(from, `its record is ${read.why}`);
    else if (view.take(read.value, !isRetained)) this.#events.onGap(place);
    if (view.isOnline === wasOnline) return;
    this.#events.onHub(from, view.isOnline);
    this.#events.show(from, view.shown(), []);
  }

  #takeSession(
    place: Place,
    id: string,
    from: string,
    view: HostView,
    payload: Uint8Array,
    isRetained: boolean,
  ): void {
    const before = view.size;
    if (payload.length === 0) {
      view.remove(id);
      this.#events.show(from, [], [id]);
    } else {
      const why = this.#read(place, id, from, view, payload, isRetained);
      if (why !== undefined) this.#events.onRefused(from, why);
    }
    this.#size += view.size - before;
  }

  /** @returns why the session is not believed. */
  #read(
    place: Place,
    id: string,
    from: string,
    view: HostView,
    payload: Uint8Array,
    isRetained: boolean,
  ): string | undefined {
    const read = readSession(payload);
    if ("why" in read) return `a session is ${read.why}`;
    const { sent, session } = read.value;
    if (session.session_id !== id) return "a session stands under another's topic";
    const isNew = view.find(id) === undefined;
    if ((isNew && this.#size >= MAX_SESSIONS) || !view.put(session)) return "too many sessions";
    if (view.count(sent, !isRetained)) this.#events.onGap(place);
    this.#events.show(from, [view.asShown(session)], []);
    return undefined;
  }

  #open(from: string): HostView | undefined {
    if (this.#views.size >= MAX_HUBS) {
      this.#events.onRefused(from, "too many hubs");
      return undefined;
    }
    const view = new HostView();
    this.#views.set(from, view);
    return view;
  }
}
