import { createInterface } from "node:readline/promises";

/**
 * Asks a person yes or no; who leaves by Ctrl-C or Ctrl-D has said no.
 * @param otherwise what an empty line means.
 */
export async function isConfirmed(
  question: string,
  output: NodeJS.WriteStream,
  otherwise: "yes" | "no" = "no",
): Promise<boolean> {
  const prompt = createInterface({ input: process.stdin, output });
  const left = new Promise<undefined>((resolve) => prompt.once("close", () => resolve(undefined)));
  const asked = prompt.question(`${question} ${otherwise === "yes" ? "[Y/n]" : "[y/N]"} `);
  // Those two keys end the question with an error, some time before or after that.
  const said = await Promise.race([asked.catch(() => left), left]);
  if (said === undefined) output.write("\n");
  prompt.close();
  return /^y(es)?$/i.test((said ?? "no").trim() || otherwise);
}
