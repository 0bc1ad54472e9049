import { applyEvent, type Roster, type RosterChange } from "../attention/roster.ts";
import type { Client } from "../client/client.ts";
import { connect } from "../client/connect.ts";
import { type FollowEvent, follow } from "../client/events.ts";
import { receivedId } from "../protocol/received.ts";
import { attendOf, commandOf } from "./attending.ts";
import { keepConnected } from "./broker.ts";
import type { Link } from "./link.ts";
import { readCommand } from "./messages.ts";
import type { RelayOptions } from "./options.ts";
import { Publisher } from "./publishing.ts";
import { Receiver } from "./receiving.ts";
import { Sayings } from "./sayings.ts";
import { Shower } from "./shower.ts";
import { Spokesman } from "./spokesman.ts";
import { commandTopic, isSamePlace, parseTopic } from "./topics.ts";

/** An ack that comes later than this is of no use. */
const COMMAND_S = 60;
/** Acks of others that wait for the hub. */
const MAX_ASKED = 100;

/**
 * Publishes this hub's sessions at a broker and shows here those of the others,
 * until the signal aborts. Either may go, and come back.
 * @throws unreachable when the hub is not there to begin with.
 */
export async function runRelay(options: RelayOptions): Promise<void> {
  const relay = new Relay(options);
  const stopping = new AbortController();
  const signal = AbortSignal.any([options.signal, stopping.signal]);
  const broker = keepConnected({
    broker: options.broker,
    credentials: options.credentials,
    signal,
    will: () => relay.will(),
    onLink: (link) => relay.begin(link),
    onMessage: (topic, payload, isRetained) => relay.take(topic, payload, isRetained),
    onAway: (why) => relay.lose(why),
    leave: () => relay.leave(),
  });
  try {
    const events = follow(options.socket, { starts: true, signal: options.signal });
    for await (const event of events) relay.hear(event);
  } finally {
    stopping.abort();
    await broker;
  }
}

class Relay {
  readonly #options: RelayOptions;
  readonly #roster: Roster = new Map();
  readonly #publisher: Publisher | undefined;
  readonly #receiver: Receiver | undefined;
  readonly #shower: Shower;
  readonly #hub: Spokesman;
  readonly #sayings: Sayings;
  #link: Link | undefined;
  #asked = 0;

  constructor(options: RelayOptions) {
    const { broker, place, fields, isShared } = options;
    const { prefix } = broker;
    this.#options = options;
    this.#hub = new Spokesman(() => this.#connect(), {
      ...{ broker: broker.label, topic: `${prefix}/${place.user}/${place.host}` },
      ...{ publishes: [...fields], receives: options.receives },
      ...{ takes_commands: options.takesCommands, connected: false, why: "not connected yet" },
    });
    const sayings = new Sayings(options.say);
    this.#sayings = sayings;
    this.#shower = new Shower({
      connect: () => this.#connect(),
      all: () => this.#receiver?.inbox.all() ?? [],
      onRefused: (from) => sayings.fault(`the hub has no room for all sessions of ${from}`),
    });
    if (fields.length > 0) {
      const rival = `another relay publishes as ${place.user}/${place.host} - give this one a --host of its own`;
      const onRival = () => sayings.fault(rival);
      this.#publisher = new Publisher({ prefix, place, fields, onRival });
    }
    if (!options.receives) return;
    const known = () => knownOf(this.#roster);
    const onRefused = (from: string, why: string) => sayings.fault(`from ${from}: ${why}`);
    const onHub = (from: string, isOnline: boolean) => sayings.hub(from, isOnline);
    const wanted = { prefix, place, isShared, known, onRefused, onHub };
    this.#receiver = new Receiver(wanted, this.#shower);
  }

  will() {
    return this.#publisher?.will();
  }

  /** A connection to the broker begins. */
  async begin(link: Link): Promise<void> {
    const { broker, place, takesCommands } = this.#options;
    this.#link = link;
    this.#publisher?.prepare();
    this.#receiver?.begin(link);
    // The hub is told when it comes.
    if (this.#receiver !== undefined) await this.#shower.open(false).catch(() => {});
    const topics = [...(this.#receiver?.topics ?? this.#publisher?.topics ?? [])];
    await link.subscribe(topics, 0);
    if (takesCommands) await link.subscribe([commandTopic(broker.prefix, place)], 1);
    await this.#publisher?.begin(link);
    void this.#hub.say({ connected: true, why: null });
    this.#options.say(`connected to ${broker.label}`);
  }

  lose(why: string): void {
    this.#link = undefined;
    this.#publisher?.lose();
    this.#receiver?.lose();
    void this.#hub.say({ connected: false, why });
    this.#options.say(`${this.#options.broker.label} is away: ${why}`);
  }

  async leave(): Promise<void> {
    this.#receiver?.lose();
    await this.#publisher?.leave();
    this.#hub.close();
  }

  /** Takes a message from the broker. */
  take(name: string, payload: Uint8Array, isRetained: boolean): void {
    const { broker, place } = this.#options;
    const topic = parseTopic(broker.prefix, name);
    if (topic === null) return;
    if (!isSamePlace(topic, place)) this.#receiver?.take(topic, payload, isRetained);
    else if (topic.kind !== "command") {
      const session = topic.kind === "session" ? topic.id : undefined;
      this.#publisher?.takeOwn(session, payload, isRetained);
    } else if (!isRetained) this.#obey(payload);
  }

  /** Takes an event of the hub. */
  hear(event: FollowEvent): void {
    if (event.type === "away" || event.type === "shutdown") {
      this.#publisher?.settle(null);
      return;
    }
    for (const change of applyEvent(this.#roster, event)) {
      const id = (change.after ?? change.before)?.session_id;
      if (id !== undefined) this.#publisher?.take(id, change.after ?? null);
      if (event.type === "update") this.#tell(change);
    }
    if (event.type === "snapshot") {
      this.#publisher?.settle(event.epoch);
      void this.#hub.open();
      void this.#showAll();
    } else this.#publisher?.pump();
  }

  /** Shows a hub that comes back what there is, and what is no more. */
  async #showAll(): Promise<void> {
    if (this.#link === undefined || this.#receiver === undefined) return;
    await this.#shower.open(true).catch(() => {}); // away again: the next snapshot
    this.#receiver.reconcile();
  }

  /** Tells a session's own hub what a person said of it here. */
  #tell(change: RosterChange): void {
    const from = change.after?.via;
    if (from == null || this.#link === undefined) return;
    const { broker, place } = this.#options;
    const id = change.after?.session_id.slice(from.length + 1) ?? "";
    const said = this.#receiver?.inbox.view(from)?.find(id);
    const payload = commandOf(change, said, place.host, Date.now());
    if (payload === undefined) return;
    // Only one's own: what another user sees to is theirs to say.
    if (from.includes("@")) return;
    const topic = commandTopic(broker.prefix, { user: place.user, host: from });
    const message = { topic, payload, isRetained: false, expiresS: COMMAND_S };
    this.#link.publish(message).catch(() => {}); // its hub is not told; here it is seen
  }

  /** Does what the same user said of one of this hub's sessions elsewhere. */
  #obey(payload: Uint8Array): void {
    if (!this.#options.takesCommands || this.#asked >= MAX_ASKED) return;
    const read = readCommand(payload);
    if ("why" in read) {
      this.#sayings.fault(`a command is ${read.why}`);
      return;
    }
    const attend = attendOf(read.value, this.#roster.get(read.value.session_id));
    if (attend === undefined) return;
    this.#asked += 1;
    void this.#hub.ask(attend).finally(() => {
      this.#asked -= 1;
    });
  }

  #connect(): Promise<Client> {
    return connect(this.#options.socket, { starts: false });
  }
}

/** Ids of received sessions by hub, as their own hubs name them. */
function knownOf(roster: Roster): Map<string, string[]> {
  const known = new Map<string, string[]>();
  for (const { via, session_id } of roster.values()) {
    if (via == null) continue;
    const ids = known.get(via) ?? [];
    ids.push(session_id.slice(receivedId(via, "").length));
    known.set(via, ids);
  }
  return known;
}
