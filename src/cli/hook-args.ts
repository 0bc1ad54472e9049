/** What a hook was called with. */
export interface HookArgs {
  /** The agent's; empty when there is none. */
  name: string;
  socket: string | undefined;
  /** Whether it stays for an answer. */
  answers: boolean;
  /** Process id of the hook that is to be heard before this one. */
  after: number | undefined;
}

/** The agent's name and the flags, in any order; anything else is ignored. */
export function hookArgs(args: readonly string[]): HookArgs {
  const words: string[] = [];
  let socket: string | undefined;
  let answers = false;
  let after: number | undefined;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? "";
    if (arg === "--socket") socket = args[++i];
    else if (arg.startsWith("--socket=")) socket = arg.slice("--socket=".length);
    else if (arg === "--after") after = Number(args[++i]) || undefined;
    else if (arg === "--answers") answers = true;
    else if (!arg.startsWith("-")) words.push(arg);
  }
  return { name: words[0] ?? "", socket, answers, after };
}
