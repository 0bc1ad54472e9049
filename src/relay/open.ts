import { parseBroker } from "./address.ts";
import { type CredentialFiles, readCredentials } from "./credentials.ts";
import { parseFields } from "./published.ts";
import { runRelay } from "./relay.ts";
import { checkName, toName } from "./topics.ts";

/** What a person asks of a relay, unchecked. */
export interface RelayRequest {
  broker: string;
  isInsecure: boolean;
  /** Empty: nothing is published. */
  fields: readonly string[];
  receives: boolean;
  isShared: boolean;
  takesCommands: boolean;
  /** Names in topics; the machine's and the user's own when left out. */
  host: string | undefined;
  user: string | undefined;
  files: CredentialFiles;
}

/** Where it runs. */
export interface Surroundings {
  socket: string;
  env: Readonly<Record<string, string | undefined>>;
  host: string;
  user: string;
}

/**
 * Starts a relay.
 * @param say says how it goes.
 * @throws usage, refused.
 */
export function openRelay(
  request: RelayRequest,
  here: Surroundings,
  say: (line: string) => void,
): { runs: Promise<void>; stop(): void } {
  const { host, user, fields } = request;
  const stopping = new AbortController();
  const broker = parseBroker(request.broker, request.isInsecure);
  const place = {
    host: host === undefined ? toName(here.host) : checkName(host, "--host"),
    user: checkName(user ?? toName(here.user), "--user"),
  };
  const publishes = fields.length === 0 ? [] : parseFields(fields);
  const credentials = readCredentials(request.files, here.env);
  const { receives, isShared } = request;
  // What is said elsewhere is of use only where something is published.
  const takesCommands = request.takesCommands && publishes.length > 0;
  if (publishes.length > 0) {
    say(`publishing ${publishes.join(", ")} as ${broker.prefix}/${place.user}/${place.host}`);
  }
  const runs = runRelay({
    ...{ broker, credentials, place, fields: publishes, receives, isShared, takesCommands },
    ...{ socket: here.socket, signal: stopping.signal, say },
  });
  return { runs, stop: () => stopping.abort() };
}
