import * as fs from "node:fs";
import { getCACertificates } from "node:tls";
import { isPrivate } from "../protocol/address.ts";
import { ConsoleError } from "../protocol/errors.ts";

/** What the broker is shown, and what it has to show. */
export interface Credentials {
  username?: string | undefined;
  password?: string | undefined;
  /** Authorities that a broker's certificate may be signed by. */
  ca: string[];
  cert?: string | undefined;
  key?: string | undefined;
}

/** Files that hold them, as the command line names them. */
export interface CredentialFiles {
  /** Two lines: user and password. */
  credentials?: string | undefined;
  ca?: string | undefined;
  cert?: string | undefined;
  key?: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The variables that hold user and password. */
const USER_VARIABLE = "AGENT_CONSOLE_BROKER_USER";
const PASSWORD_VARIABLE = "AGENT_CONSOLE_BROKER_PASSWORD";

/**
 * Reads what a connection needs. Nothing of it is ever printed.
 * @throws usage, refused for a file of secrets that others can read.
 */
export function readCredentials(files: CredentialFiles, env: Environment): Credentials {
  const { credentials, ca, cert, key } = files;
  if ((cert === undefined) !== (key === undefined)) {
    throw new ConsoleError("usage", "--cert and --key: one is of no use without the other");
  }
  const [fromFile, passwordInFile] =
    credentials === undefined ? [] : readSecret(credentials).split(/\r?\n/);
  return {
    username: fromFile || env[USER_VARIABLE] || undefined,
    password: passwordInFile || env[PASSWORD_VARIABLE] || undefined,
    ca: ca === undefined ? getCACertificates("system") : [read(ca)],
    cert: cert === undefined ? undefined : read(cert),
    key: key === undefined ? undefined : readSecret(key),
  };
}

function readSecret(path: string): string {
  const text = read(path);
  const uid = process.geteuid?.() ?? 0;
  if (isPrivate(fs.statSync(path), uid)) return text;
  throw new ConsoleError("refused", `${path} can be read by others - chmod 600 ${path}`);
}

function read(path: string): string {
  try {
    return fs.readFileSync(path, "utf8");
  } catch (error) {
    const why = error instanceof Error && "code" in error ? String(error.code) : "unreadable";
    throw new ConsoleError("refused", `can't read ${path}: ${why}`);
  }
}
