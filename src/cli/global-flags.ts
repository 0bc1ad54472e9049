/**
 * Puts flags that stand before the command behind it: `--json list` is `list --json`.
 * The commands themselves refuse those they do not take.
 */
export function hoistGlobalFlags(argv: readonly string[]): readonly string[] {
  let at = 0;
  for (; at < argv.length; at++) {
    const arg = argv[at] ?? "";
    if (arg === "--socket") at++;
    else if (arg !== "--json" && !arg.startsWith("--socket=")) break;
  }
  const [name, ...rest] = argv.slice(at);
  return name === undefined ? [] : [name, ...argv.slice(0, at), ...rest];
}
