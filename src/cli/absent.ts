import { mayStart } from "../client/connect.ts";
import { AbsentError } from "../client/connection.ts";
import { lstat } from "../host/file.ts";
import { ConsoleError } from "../protocol/errors.ts";
import { whyNoSettings } from "./daemon-settings.ts";

/** What starts a hub. */
export const START = "agent-console daemon --daemonize";

/** Whether a hub could be started there, as far as a look tells. */
export function canStart(socket: string): boolean {
  if (whyNoSettings(socket, process.env) !== undefined) return false;
  try {
    const stat = lstat(socket.slice(0, socket.lastIndexOf("/")) || "/");
    return mayStart(process.env) && stat !== null && !stat.isFile();
  } catch {
    return false; // in a folder that we can't enter
  }
}

/** The answer to a command that starts no hub, or how one is started. @throws unreachable */
export async function withCure<T>(socket: string, asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof AbsentError) || !canStart(socket)) throw error;
    throw new ConsoleError("unreachable", `${error.message} - start it: ${START}`);
  }
}
