/** In single quotes, in double quotes, after a backslash, or plain. */
const PART = /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)/s;

/**
 * The first word of a shell's command line as the shell reads it, without its quotes.
 * Nothing is expanded: quoted whole it is what a program handed over.
 */
export function firstWord(text: string): string {
  const parts = new RegExp(PART, "sy"); // remembers where it is
  let word = "";
  for (let at = 0; at < text.length && !/\s/.test(text[at] ?? ""); at = parts.lastIndex) {
    const part = parts.exec(text);
    if (part === null) return word + text.slice(at); // a quote that was cut off
    const [, single, double, escaped, plain] = part;
    word += single ?? double?.replace(/\\(["$`\\])/g, "$1") ?? escaped ?? plain ?? "";
  }
  return word;
}
