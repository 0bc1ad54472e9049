import { connect as connectPlain } from "node:net";
import { connect as connectSecure } from "node:tls";
// Not the whole library: that brings web sockets and proxies too, a megabyte.
import Library from "mqtt/lib/client";
import type { BrokerAddress } from "./address.ts";
import type { Credentials } from "./credentials.ts";

// A CommonJS module: the bundler hands on what it exports, the interpreter the `default`
// among that (Bun 1.4.5).
const MqttClient = (Library as unknown as { default?: typeof Library }).default ?? Library;

/** The broker counts as gone when it says nothing for one and a half of these. */
const KEEPALIVE_S = 20;
const CONNECT_MS = 10_000;
/** What a broker keeps of ours is gone after so long: a machine that never comes back leaves nothing. */
export const KEPT_S = 7 * 24 * 3600;
/** Larger packets are not sent to us (MQTT 5 only). */
const MAX_PACKET_BYTES = 64 * 1024;

/** A message to the broker. */
export interface Message {
  topic: string;
  payload: string;
  isRetained: boolean;
  /** How long it is of use; for ever when left out. MQTT 5 only. */
  expiresS?: number;
}

export interface LinkOptions {
  broker: BrokerAddress;
  credentials: Credentials;
  /** What the broker says when this connection ends without a word. */
  will: Message | undefined;
  /** 5, or 4 for a broker that speaks MQTT 3.1.1 only. */
  version: 4 | 5;
  onMessage(topic: string, payload: Uint8Array, isRetained: boolean): void;
  /** Called once, at the end of a connection that was open. */
  onClose(why: string): void;
}

/** One connection to a broker, from its beginning to its end. */
export interface Link {
  /** Resolves once the broker has it; rejects when the connection ends before. */
  publish(message: Message): Promise<void>;
  /** What this very connection publishes does not come back (MQTT 5 only). */
  subscribe(topics: readonly string[], qos: 0 | 1): Promise<void>;
  unsubscribe(topic: string): Promise<void>;
  /** Ends at once; `isPolite` tells the broker to keep its will to itself. */
  end(isPolite: boolean): void;
}

/** The broker speaks an older version of MQTT only. */
export class OlderError extends Error {}

/**
 * Connects. Who loses a link opens another: nothing is queued or repeated here.
 * @throws OlderError; an Error that says why the broker can't be reached.
 */
export function openLink(options: LinkOptions): Promise<Link> {
  const { broker, credentials, will, version } = options;
  const { promise, resolve, reject } = Promise.withResolvers<Link>();
  const isNew = version === 5;
  const expiry = (message: Message) =>
    isNew && message.expiresS !== undefined ? { messageExpiryInterval: message.expiresS } : {};
  const client = new MqttClient(() => openStream(broker, credentials, fail), {
    protocolVersion: version,
    protocolId: "MQTT",
    clientId: `agent-console-${crypto.randomUUID().slice(0, 8)}`,
    clean: true,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    keepalive: KEEPALIVE_S,
    connectTimeout: CONNECT_MS,
    timerVariant: "native",
    ...(credentials.username === undefined ? {} : { username: credentials.username }),
    ...(credentials.password === undefined ? {} : { password: credentials.password }),
    ...(isNew ? { properties: { maximumPacketSize: MAX_PACKET_BYTES } } : {}),
    ...(will === undefined
      ? {}
      : {
          will: {
            topic: will.topic,
            payload: Buffer.from(will.payload),
            qos: 1,
            retain: will.isRetained,
            ...(isNew ? { properties: expiry(will) } : {}),
          },
        }),
  });
  let isOpen = false;
  let why = "it closed the connection";

  function fail(error: Error): void {
    why = error.message;
  }

  const link: Link = {
    async publish(message) {
      const { topic, payload, isRetained: retain } = message;
      await client.publishAsync(topic, payload, { qos: 1, retain, properties: expiry(message) });
    },
    async subscribe(topics, qos) {
      await client.subscribeAsync([...topics], { qos, ...(isNew ? { nl: true } : {}) });
    },
    async unsubscribe(topic) {
      await client.unsubscribeAsync(topic);
    },
    end(isPolite) {
      client.end(!isPolite);
    },
  };
  client.on("connect", () => {
    isOpen = true;
    resolve(link);
  });
  client.on("message", (topic, payload, packet) => {
    options.onMessage(topic, payload, packet.retain);
  });
  client.on("disconnect", ({ reasonCode }) => {
    why = `it ended the connection (reason ${reasonCode})`;
  });
  client.on("error", (error) => {
    // 1 in MQTT 3.1.1, 132 in 5: "unacceptable protocol version".
    const code = "code" in error ? Number(error.code) : 0;
    if (isNew && (code === 1 || code === 132)) reject(new OlderError());
    fail(error);
    client.end(true);
  });
  client.on("close", () => {
    client.end(true);
    if (isOpen) options.onClose(why);
    reject(new Error(why)); // of no effect once it was open
  });
  return promise;
}

function openStream(
  { host, port, isSecure }: BrokerAddress,
  { ca, cert, key }: Credentials,
  fail: (error: Error) => void,
) {
  const stream = isSecure
    ? connectSecure({
        ...{ host, port, ca, rejectUnauthorized: true },
        ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
        ...(cert === undefined ? {} : { cert, key }),
      })
    : connectPlain({ host, port });
  stream.on("error", fail);
  stream.setNoDelay(true);
  return stream;
}
