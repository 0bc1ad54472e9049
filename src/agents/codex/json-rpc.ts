import { type Fields, fieldsOf } from "../shape/fields.ts";

/** What a client says once its `initialize` was answered. */
export const INITIALIZED = '{"method":"initialized"}';

/** A message of the app-server's; empty for what is none. */
export function parseMessage(text: string): Fields {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return {}; // none of the protocol
  }
}

/** The requests of one connection, numbered from 1. */
export class Requests {
  /** The number of the last one; 0 before there is any. */
  last = 0;

  /** The next one, as its message. */
  next(method: string, params: object): string {
    this.last += 1;
    return JSON.stringify({ id: this.last, method, params });
  }
}
