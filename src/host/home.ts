import { homedir } from "node:os";
import { ConsoleError } from "../protocol/errors.ts";

/**
 * The user's home folder.
 * @throws refused when its name is no UTF-8: the runtime hands such a name on as another
 *   one (Bun 1.4.5); or when it would be another folder wherever this runs.
 */
export function homeFolder(): string {
  const home = homedir();
  if (home.includes("\ufffd")) {
    throw new ConsoleError("refused", "the path in HOME is not UTF-8 - set HOME to one that is");
  }
  if (home.startsWith("/")) return home;
  throw new ConsoleError("refused", "the path in HOME is not absolute - set HOME to one that is");
}
