const MARKER = "written by agent-console install";
/** Before the hash of what follows its line. */
const SUM = "sha256 ";

/** What a line of comment begins with. */
export type Comment = "//" | "#";

/** Code of ours below the lines by which it is known for ours, and for as it was written. */
export function marked(code: string, agent: string, comment: Comment): string {
  return [
    `${comment} ${MARKER} ${agent}, and removed by\n`,
    `${comment} agent-console uninstall ${agent}, as long as it is as it was written:\n`,
    `${comment} ${SUM}${sumOf(code)}\n`,
    code,
  ].join("");
}

/** True when the file begins as one of ours does, of whichever release. */
export function isMarked(text: string, comment: Comment): boolean {
  return text.split("\n", 3).some((line) => line.startsWith(comment) && line.includes(MARKER));
}

/** True for code of ours that somebody has changed since a release wrote it, as far as that tells. */
export function isEdited(text: string, comment: Comment): boolean {
  const at = text.indexOf(`${comment} ${SUM}`);
  if (at === -1) return false; // older releases wrote none
  const end = text.indexOf("\n", at);
  return text.slice(at, end) !== `${comment} ${SUM}${sumOf(text.slice(end + 1))}`;
}

function sumOf(code: string): string {
  return new Bun.CryptoHasher("sha256").update(code).digest("hex").slice(0, 32);
}
