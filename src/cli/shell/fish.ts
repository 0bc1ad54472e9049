import type { CommandSpec, FlagSpec, Offer, WordSpec } from "./spec.ts";

/** Completion script for fish. */
export function fishCompletions(commands: readonly CommandSpec[]): string {
  const lines = commands.flatMap((command) => [
    complete(`-n __fish_use_subcommand -a ${command.name} -d ${quote(command.summary)}`),
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
  const condition = quote(`__fish_seen_subcommand_from ${name}`);
  return complete(`-n ${condition} -l ${long}${short}${value} -d ${quote(flag.description)}`);
}

function values(offer: Offer): string {
  if (offer.kind === "choices") return ` -a ${quote(offer.choices.join(" "))}`;
  if (offer.kind === "session") return " -a '(__agent_console_sessions)'";
  if (offer.kind === "folder") return " -a '(__fish_complete_directories)'";
  return offer.kind === "file" ? " -a '(__fish_complete_path)'" : "";
}

function complete(rest: string): string {
  return `complete -c agent-console ${rest}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

const HEAD = `# fish completion for agent-console; generated, see agent-console completions --help
# True where the command's argument number $at, or any, is being typed; what is left names its flags with a value.
function __agent_console_at --argument-names command at
    set -l words (commandline -opc)
    test "$words[2]" = "$command"; or return 1
    set -l valued $argv[3..-1]
    set -l seen 0
    set -l skip 0
    for word in $words[3..-1]
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
complete -c agent-console -n __fish_use_subcommand -s h -l help -d 'Show the help'
complete -c agent-console -n __fish_use_subcommand -s v -l version -d 'Show the version'
`;
