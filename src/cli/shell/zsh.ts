import type { CommandSpec, FlagSpec, Offer, WordSpec } from "./spec.ts";

/** Completion script for zsh: to be evaluated, or put on the function path as `_agent-console`. */
export function zshCompletions(commands: readonly CommandSpec[]): string {
  const list = commands.map(({ name, summary }) => `    ${quote(`${name}:${colons(summary)}`)}`);
  const cases = commands.map(({ name, words, flags }) => {
    const specs = [...flags.flatMap(flagSpecs), HELP, ...words.map(wordSpec)];
    return `    ${name})\n      _arguments -s : \\\n        ${specs.join(" \\\n        ")} ;;`;
  });
  return `#compdef agent-console
# zsh completion for agent-console; generated, see agent-console completions --help
_agent-console_sessions() {
  local -a ids lines
  local -aU names
  local line at=\${_agent_console_words[(i)--socket]}
  local socket=\${_agent_console_words[at+1]:-}
  for line in \${(f)"$(_call_program sessions $_agent_console_words[1] completions sessions \${socket:+--socket $socket} 2>/dev/null)"}; do
    ids+=("\${line%%$'\\t'*}")
    lines+=("\${line/$'\\t'/  }")
    names+=("\${\${line#*$'\\t'}#* }")
  done
  compadd -l -d lines -a ids
  # What is called so, once something of the name is typed.
  [[ -n $PREFIX ]] && compadd -a names
}
_agent-console() {
  local curcontext="$curcontext" state line
  local -a commands _agent_console_words
  _agent_console_words=($words)
  commands=(
${list.join("\n")}
  )
  _arguments -C -A '-*' '(- *)'{-h,--help}'[show the help]' '(- *)'{-v,--version}'[show the version]' \\
    '--socket=[socket path]:path:_files' '--json[as JSON]' '1: :->command' '*:: :->rest'
  case $state in
  command) _describe command commands ;;
  rest)
    case $words[1] in
${cases.join("\n")}
    esac ;;
  esac
}
if [[ $funcstack[1] == _agent-console ]]; then
  _agent-console "$@"
else
  compdef _agent-console agent-console
fi
`;
}

const HELP = "'(- *)'{-h,--help}'[show the help]'";

function flagSpecs({ name, aliases, description, value, offer }: FlagSpec): string[] {
  const text = `[${description.replace(/[\][\\]/g, "\\$&")}]`;
  const tail = value === null ? text : `=${text}:${colons(value)}:${action(offer)}`;
  const short = value === null ? text : `+${text}:${colons(value)}:${action(offer)}`;
  return [quote(name + tail), ...aliases.map((alias) => quote(alias + short))];
}

function wordSpec({ name, isRequired, isMany, offer }: WordSpec, at: number): string {
  const place = isMany ? "*" : String(at + 1);
  const optional = isRequired || isMany ? "" : ":";
  return quote(`${place}:${optional}${name.replaceAll("_", " ")}:${action(offer)}`);
}

function action(offer: Offer): string {
  if (offer.kind === "choices") return `(${offer.choices.join(" ")})`;
  if (offer.kind === "session") return "_agent-console_sessions";
  if (offer.kind === "folder") return "_files -/";
  return offer.kind === "file" ? "_files" : " ";
}

function colons(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll(":", "\\:");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
