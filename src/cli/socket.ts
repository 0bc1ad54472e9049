import { absolutePath } from "../host/path.ts";
import { socketPath } from "../protocol/address.ts";
import { ConsoleError } from "../protocol/errors.ts";

/** The socket that a command line means: its flag, the environment, or the default. @throws usage */
export function socketOf(args: { socket?: unknown }): string {
  const flag = typeof args.socket === "string" ? args.socket : undefined;
  return socketPath(flag, process.env, absolutePath, process.platform);
}

/** The report-only socket that a flag means; undefined for none. @throws usage */
export function reportSocketOf(flag: unknown, socket: string): string | undefined {
  if (typeof flag !== "string") return undefined;
  if (flag === "") throw new ConsoleError("usage", "--report-socket: expected a path");
  const path = socketPath(flag, {}, absolutePath, process.platform);
  if (path !== socket) return path;
  throw new ConsoleError("usage", "--report-socket: expected another path than the hub's own");
}
