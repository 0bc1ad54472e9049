/**
 * Puts flags that stand before the command behind it: `--json list` is `list --json`.
 * The commands themselves refuse those they do not take; help and the version need none.
 */
export function hoistGlobalFlags(argv: readonly string[]): readonly string[] {
  const { flags, rest } = takeGlobalFlags(argv);
  const [name, ...args] = rest;
  if (name === undefined)
    return flags.filter((flag, at) => flag === "--socket" && at === flags.length - 1);
  return /^(-.*|help)$/.test(name)
    ? [name, ...takeGlobalFlags(args).rest]
    : [name, ...flags, ...args];
}

function takeGlobalFlags(argv: readonly string[]) {
  let at = 0;
  for (; at < argv.length; at++) {
    const arg = argv[at] ?? "";
    if (arg === "--socket") at++;
    else if (arg !== "--json" && !arg.startsWith("--socket=")) break;
  }
  return { flags: argv.slice(0, at), rest: argv.slice(at) };
}
