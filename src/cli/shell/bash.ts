import type { CommandSpec, Offer } from "./spec.ts";

/** Completion script for bash, from version 3.2 on (macOS still ships that one). */
export function bashCompletions(commands: readonly CommandSpec[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  const values = commands.flatMap(({ name, flags }) =>
    flags
      .filter(({ value }) => value !== null)
      .map((flag) => `    ${quote(`${name} ${flag.name}`)}) echo ${quote(offer(flag.offer))} ;;`),
  );
  const words = commands.flatMap(({ name, words }) =>
    words.map((word, i) => {
      const place = word.isMany ? `${quote(`${name} `)}*` : quote(`${name} ${i}`);
      return `    ${place}) echo ${quote(offer(word.offer))} ;;`;
    }),
  );
  const flags = commands.map(({ name, flags }) => {
    const all = [...flags.map((flag) => flag.name), "--help"].join(" ");
    return `    ${quote(name)}) echo ${quote(all)} ;;`;
  });
  return `# bash completion for agent-console; generated, see agent-console completions --help
_agent_console_commands=${quote(names)}
_agent_console_value() {
  case "$1 $2" in
${values.join("\n")}
  esac
}
_agent_console_word() {
  case "$1 $2" in
${words.join("\n")}
  esac
}
_agent_console_flags() {
  case "$1" in
${flags.join("\n")}
  esac
}
${BODY}`;
}

function offer(one: Offer): string {
  return one.kind === "choices" ? `choices ${one.choices.join(" ")}` : one.kind;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

// Readline cuts words at : and = too, so the line is cut anew here, and what
// readline believes to be done already is taken off each answer.
const BODY = `_agent_console() {
  local line=\${COMP_LINE:0:COMP_POINT} cur prev command at=0 first=1 i offer before id rest
  local -a words session
  COMPREPLY=()
  read -ra words <<< "$line"
  case "$line" in *[[:space:]]) words+=("") ;; esac
  cur=\${words[\${#words[@]}-1]}
  while (( first < \${#words[@]} - 1 )); do
    case "\${words[first]}" in
      --socket) session=(--socket "\${words[first+1]}"); (( first += 2 )) ;;
      --socket=*) session=("\${words[first]}"); (( first++ )) ;;
      --json) (( first++ )) ;;
      *) break ;;
    esac
  done
  command=\${words[first]}
  if (( first == \${#words[@]} )); then
    offer=file
  elif (( first == \${#words[@]} - 1 )); then
    offer="choices $_agent_console_commands --socket --json --help --version"
  else
    prev=\${words[\${#words[@]}-2]}
    for (( i = first + 1; i < \${#words[@]} - 1; i++ )); do
      case "\${words[i]}" in
        --socket) session=(--socket "\${words[i+1]}"); (( i++ )) ;;
        --socket=*) session=("\${words[i]}") ;;
        --*=* | -) ;;
        -*) [[ -n $(_agent_console_value "$command" "\${words[i]}") ]] && (( i++ )) ;;
        *) (( at++ )) ;;
      esac
    done
    offer=$(_agent_console_value "$command" "$prev")
    if [[ -n $offer ]]; then :
    elif [[ $cur == --*=* ]]; then
      offer=$(_agent_console_value "$command" "\${cur%%=*}")
      before=\${cur%%=*}=
      cur=\${cur#*=}
    elif [[ $cur == -* ]]; then offer="choices $(_agent_console_flags "$command")"
    else offer=$(_agent_console_word "$command" "$at")
    fi
  fi
  case "$offer" in
    choices*) COMPREPLY=($(compgen -W "\${offer#choices}" -- "$cur")) ;;
    session)
      while IFS=$'\\t' read -r id rest; do
        [[ $id == "$cur"* ]] && COMPREPLY+=("$(printf %q "$id")")
        # What is called so, once something of the name is typed.
        rest=\${rest#* }
        [[ -n $cur && $rest == "$cur"* ]] && COMPREPLY+=("$(printf %q "$rest")")
      done < <("\${words[0]/#\\~/$HOME}" completions sessions "\${session[@]+"\${session[@]}"}" 2>/dev/null) ;;
    file) compopt -o default 2>/dev/null || COMPREPLY=($(compgen -f -- "$cur")) ;;
    folder) compopt -o dirnames 2>/dev/null || COMPREPLY=($(compgen -d -- "$cur")) ;;
  esac
  before=$before$cur
  case "$COMP_WORDBREAKS" in *=*) ;; *) before= ;; esac
  before=\${before%"\${before##*[:=]}"}
  for (( i = 0; i < \${#COMPREPLY[@]}; i++ )); do
    COMPREPLY[i]=\${COMPREPLY[i]#"$before"}
  done
}
complete -F _agent_console agent-console
`;
