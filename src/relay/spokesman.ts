import type { Client } from "../client/client.ts";
import { ConsoleError } from "../protocol/errors.ts";
import type { RelayFacts } from "../protocol/received.ts";
import type { Attend } from "./attending.ts";

/** Says at this machine's hub what the relay does, and asks it what others' persons ask. */
export class Spokesman {
  readonly #connect: () => Promise<Client>;
  #facts: RelayFacts;
  #client: Client | undefined;

  constructor(connect: () => Promise<Client>, facts: RelayFacts) {
    this.#connect = connect;
    this.#facts = facts;
  }

  /** The hub is there. */
  async open(): Promise<void> {
    this.#client?.close();
    this.#client = undefined;
    try {
      this.#client = await this.#connect();
    } catch {
      return; // away again: it is opened when it comes back
    }
    await this.say({});
  }

  /** Says how the relay stands by now. */
  async say(news: Partial<RelayFacts>): Promise<void> {
    this.#facts = { ...this.#facts, ...news };
    // An older hub knows no relays, and one that is away is told when it comes.
    await this.#client?.call("RELAY", this.#facts).catch(() => {});
  }

  /** Asks the hub. What it refuses is over: the session has changed meanwhile. */
  async ask({ name, input }: Attend): Promise<void> {
    try {
      await this.#client?.call(name, input);
    } catch (error) {
      if (!(error instanceof ConsoleError)) throw error;
    }
  }

  close(): void {
    this.#client?.close();
  }
}
