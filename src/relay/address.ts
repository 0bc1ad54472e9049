import { ConsoleError } from "../protocol/errors.ts";

/** Where a broker is, and the prefix of our topics there. */
export interface BrokerAddress {
  host: string;
  port: number;
  isSecure: boolean;
  prefix: string;
  /** All of it as one line, for people. */
  label: string;
}

/** Prefix of the topics when the address names none. */
const DEFAULT_PREFIX = "agent-console";
/** The broker's usual port, by scheme (the OASIS registrations with IANA). */
const PORTS: Readonly<Record<string, number>> = { "mqtt:": 1883, "mqtts:": 8883 };
const PREFIX = /^[A-Za-z0-9._-]{1,64}(\/[A-Za-z0-9._-]{1,64}){0,7}$/;

/**
 * Reads a broker's address: `mqtts://host[:port][/prefix]`, or `mqtt://` for one in the clear.
 * @param allowsPlain whether a connection to another machine may go unencrypted.
 * @throws usage
 */
export function parseBroker(text: string, allowsPlain: boolean): BrokerAddress {
  const url = URL.parse(text);
  const usual = PORTS[url?.protocol ?? ""];
  // The text itself is not quoted: it may hold a password.
  if (url === null || usual === undefined || url.hostname === "") {
    throw usage(
      "broker: expected mqtts://host[:port][/prefix]; or mqtt://, to this machine, and with --insecure to another",
    );
  }
  if (url.username !== "" || url.password !== "") {
    throw usage(
      "broker: others see a command line - give user and password by --credentials or the environment",
    );
  }
  if (url.search !== "" || url.hash !== "") throw usage("broker: nothing may follow the prefix");
  const prefix = url.pathname.replace(/^\/|\/$/g, "") || DEFAULT_PREFIX;
  if (!PREFIX.test(prefix)) {
    throw usage("broker: expected a prefix of a-z, A-Z, 0-9, ., _ and -, parted by /");
  }
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const isSecure = url.protocol === "mqtts:";
  if (!isSecure && !allowsPlain && !isLoopback(host)) {
    throw usage(
      `broker: ${host} is another machine, and mqtt:// sends everything readable - use mqtts://, or --insecure`,
    );
  }
  const port = url.port === "" ? usual : Number(url.port);
  return { host, port, isSecure, prefix, label: `${url.protocol}//${url.hostname}:${port}` };
}

/** True for a name or address that never leaves this machine. */
function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

function usage(message: string): ConsoleError {
  return new ConsoleError("usage", message);
}
