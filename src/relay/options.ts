import type { BrokerAddress } from "./address.ts";
import type { Credentials } from "./credentials.ts";
import type { Field } from "./published.ts";
import type { Place } from "./topics.ts";

/** What the command line says of a relay. */
export interface RelayOptions {
  broker: BrokerAddress;
  credentials: Credentials;
  place: Place;
  /** Empty: nothing is published. */
  fields: readonly Field[];
  receives: boolean;
  isShared: boolean;
  takesCommands: boolean;
  /** The hub's. */
  socket: string;
  signal: AbortSignal;
  /** Says something to the person who runs it. */
  say(line: string): void;
}
