import { homedir } from "node:os";
import { ConsoleError } from "../protocol/errors.ts";

/**
 * The user's home folder. @throws refused when its name is no UTF-8: the runtime
 * hands such a name on as another one (Bun 1.4.5).
 */
export function homeFolder(): string {
  const home = homedir();
  if (!home.includes("\ufffd")) return home;
  throw new ConsoleError("refused", "the path in HOME is not UTF-8 - set HOME to one that is");
}
