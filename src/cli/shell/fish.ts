import type { CommandSpec, FlagSpec, Offer, WordSpec } from "./spec.ts";

/** Completion script for fish. */
export function fishCompletions(commands: readonly CommandSpec[]): string {
  const lines = commands.flatMap((command) => [
    complete(`-n __agent_console_starts -a ${command.name} -d ${quote(command.summary)}`),
    ...command.words.map((word, i) => wordLine(command, word, i)),
    ...command.flags.map((flag) => flagLine(command, flag)),
  ]);
  return `${HEAD}${lines.join("\n")}\n`;
}

function wordLine({ name, flags }: CommandSpec, word: WordSpec, at: number): string {
  const { description, offer, isMany } = word;
  const valued = flags.filter(({ value }) => value !== null).map((flag) => flag.name);
  const condition = quote(`__agent_console_at ${name} ${isMany ? "any" : at} ${valued.join(" ")}`);
  return complete(`-n ${condition}${values(offer)} -d ${quote(description)}`);
}

function flagLine({ name }: CommandSpec, flag: FlagSpec): string {
  const short = flag.aliases.map((alias) => ` -s ${alias.slice(1)}`).join("");
  const value = flag.value === null ? "" : ` -x${values(flag.offer)}`;
  const long = flag.name.slice(2);
  const condition = quote(`__agent_console_is ${name}`);
  return complete(`-n ${condition} -l ${long}${short}${value} -d ${quote(flag.description)}`);
}

function values(offer: Offer): string {
  if (offer.kind === "choices") return ` -a ${quote(offer.choices.join(" "))}`;
  if (offer.kind === "session") return " -a '(__agent_console_sessions)'";
  if (offer.kind === "folder") return " -a '(__fish_complete_directories)'";
  return offer.kind === "file" ? ` -a '${PATHS}'` : "";
}

function complete(rest: string): string {
  return `complete -c agent-console ${rest}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

// It is told what is being typed, and knows nothing of what stands before a "=" (fish 3.6).
const PATHS = '(__fish_complete_path (commandline -ct | string replace -r "^--[^=]*=" ""))';

const HEAD = `# fish completion for agent-console; generated, see agent-console completions --help
# The words from the command on: what stands before it are flags of every command.
function __agent_console_rest
    set -l words (commandline -opc)[2..-1]
    while set -q words[1]
        switch $words[1]
            case --socket
                set -e words[1]
                set -e words[1]
            case '--socket=*' --json
                set -e words[1]
            case '*'
                break
        end
    end
    string join \\n -- $words
end
# True where no command is there yet: where its flags may stand, and where it may stand itself.
function __agent_console_before
    test -z "$(__agent_console_rest)"
end
function __agent_console_starts
    test (commandline -opc)[-1] != --socket; and __agent_console_before
end
function __agent_console_is --argument-names command
    set -l words (__agent_console_rest)
    test "$words[1]" = "$command"
end
# True where the command's argument number $at, or any, is being typed; what is left names its flags with a value.
function __agent_console_at --argument-names command at
    set -l words (__agent_console_rest)
    test "$words[1]" = "$command"; or return 1
    set -l valued $argv[3..-1]
    set -l seen 0
    set -l skip 0
    for word in $words[2..-1]
        if test $skip = 1
            set skip 0
        else if contains -- $word $valued
            set skip 1
        else if not string match -q -- '-*' $word
            set seen (math $seen + 1)
        end
    end
    test $skip = 0; and contains -- $at $seen any
end
function __agent_console_sessions
    set -l words (commandline -opc)
    set -l socket
    if set -l i (contains -i -- --socket $words)
        set socket --socket $words[(math $i + 1)]
    end
    $words[1] completions sessions $socket 2>/dev/null
end
complete -c agent-console -f
complete -c agent-console -n __agent_console_before -s h -l help -d 'Show the help'
complete -c agent-console -n __agent_console_before -s v -l version -d 'Show the version'
complete -c agent-console -n __agent_console_before -l json -d 'As JSON'
complete -c agent-console -n __agent_console_before -l socket -x -a '${PATHS}' -d 'Socket path'
`;
