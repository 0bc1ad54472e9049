import type { DirectCall, HookShell } from "../agents/facets/install.ts";

/**
 * The command an agent runs for a hook. Whatever becomes of the program (gone,
 * replaced by a folder, crashing), it prints nothing, takes its input and ends
 * with 0: several agents show, obey or inject what a hook prints, and deny a
 * tool when it fails. The program is not `exec`ed for that reason: a shell that
 * waits can still say 0, and a shell inside `{ }` has nowhere to report a crash
 * to. A shell that can't fork, or open /dev/null, says 2 where nothing stops it:
 * the trap does, except in zsh, which says 1 (5.9). An agent that writes to
 * nobody gets an EPIPE: cat(1) takes what the program has not.
 * The text depends on the agent, the path and `stays` alone, as one agent stores
 * trust as a hash over it.
 * @param stays whether it is to see to it that its question can be answered at the hub.
 */
export function hookCommand(
  agent: string,
  program: string,
  shell: HookShell,
  stays = false,
): string {
  const word = quoteWord(program);
  const call = stays ? `hook ${agent} ${ANSWERS}` : `hook ${agent}`;
  if (shell === "any") {
    const line = `trap "exit 0" 0; { "$0" ${call} || ${DRAIN}; } >/dev/null 2>&1 || :`;
    return `exec sh -c '${line}' ${word}`; // a shell that need not fork can't fail to
  }
  const [rest, stdin] = shell === "terminal" ? [":", "</dev/null "] : [DRAIN, ""];
  return `trap 'exit 0' 0; { ${word} ${call} || ${rest}; } ${stdin}>/dev/null 2>&1 || :`;
}

/**
 * The same without a shell, for an agent that does not wait for it: nothing that
 * it prints, and no end of it, is then seen or obeyed.
 */
export function directCall(agent: string, program: string): DirectCall {
  return [program, "hook", agent];
}

/** The flag of a hook that stays for an answer. */
export const ANSWERS = "--answers";

/** Whether a command of ours stays for an answer. */
export function isStaying(command: string): boolean {
  return new RegExp(String.raw` hook [\w-]+ ${ANSWERS}(?: |$)`).test(command);
}

/** Not waited for, as some agents leave the input open; by another number, or it would get none. */
const DRAIN = "{ cat <&3 & } 3<&0";

/** A text as one word for sh, bash, zsh and fish alike; a plain one stays as it is. */
export function quoteWord(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  // fish reads \\ and \' inside single quotes, sh reads neither: both stay outside.
  return text
    .split(/(['\\])/)
    .filter((part) => part !== "")
    .map((part) => (part === "'" || part === "\\" ? `\\${part}` : `'${part}'`))
    .join("");
}

const WORD = String.raw`((?:'[^']*'|"[^"]*"|\\.|[^\s'"\\;|&<>])+)`;
const GUARD = String.raw`(?:\s*(?:\|\||\{ cat <&3 & \} 3<&0|;|\}|:|</dev/null|\d?>\s*(?:/dev/null|&\d)|exit 0|true))*`;

/**
 * True when the command is one that some release of ours writes or wrote for
 * this agent: our program, called `hook <agent>`, with nothing but a guard
 * around it. A command that merely calls us beside other things is the user's.
 */
export function isOurCommand(command: string, agent: string): boolean {
  return programOf(command, agent) !== null;
}

/** The program that a command of ours runs, unquoted; null when it is not ours. */
export function programOf(command: string, agent: string): string | null {
  const direct = new RegExp(
    String.raw`^\s*(?:trap 'exit 0' 0; )?(?:\{\s+)?(?:\[ -x ${WORD} \] && )?(?:exec )?${WORD} hook ${agent}(?: ${ANSWERS})?${GUARD}\s*$`,
  );
  const nested = new RegExp(
    String.raw`^\s*(?:exec )?sh -c '(?:trap "exit 0" 0; )?(?:\{ )?(?:\[ -x "\$0" \] && )?(?:exec )?"\$0" hook ${agent}(?: ${ANSWERS})?${GUARD}' ${WORD}\s*$`,
  );
  const word = direct.exec(command)?.[2] ?? nested.exec(command)?.[1];
  if (word === undefined) return null;
  const program = unquoteWord(word);
  return /(?:^|[\\/])agent-console[\w.-]*$/.test(program) ? program : null;
}

function unquoteWord(word: string): string {
  return word.replace(/'([^']*)'|"([^"]*)"|\\(.)/g, (_, single, double, plain) =>
    String(single ?? double ?? plain),
  );
}

/** Why this program can't be named in a hook's command; undefined when it can. */
export function programProblem(program: string): string | undefined {
  if (!program.startsWith("/")) return `${program} is not an absolute path`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: matching them is the purpose
  if (/[\u0000-\u001f\u007f]/.test(program)) return `${program} holds a control character`;
  // One agent ignores its whole hooks file when a command holds a URL
  // (receptron/mulmoterminal#2064, measured on 2026.09.10).
  if (program.includes("://")) return `${program} looks like a URL`;
  if (!isOurCommand(hookCommand("any", program, "posix"), "any")) {
    return `${program} is not named agent-console, so its hooks could not be found again`;
  }
  return undefined;
}
