import { existsSync } from "node:fs";
import type { Sandbox } from "./sandbox.ts";
import { until } from "./until.ts";

/** What a program that is no hub may say: text, JSON that is no frame, what it was sent, nothing. */
export const FOREIGN_WORDS = ["hello", "null", "[]", "42", '{"x":1}', '{"ok":"yes"}', "", "cat"];

/** Has such a program stand at the sandbox's socket. */
export async function speakAt(box: Sandbox, words: string): Promise<void> {
  const said = words === "cat" ? "cat" : `printf '%s\\n' '${words}'; sleep 100`;
  const program = `${box.folder}/foreign.sh`;
  await Bun.write(program, said);
  box.spawn(["socat", `UNIX-LISTEN:${box.socket},fork`, `EXEC:sh ${program}`]);
  await until(() => existsSync(box.socket), "the other program");
}
