#!/bin/sh
# What `npm start` ends with: the next two lines to type, and on a terminal the
# offer to link the program into ~/.local/bin. It writes no shell's start-up file.

set -eu

program=$(cd "$(dirname "$0")/../../dist" && pwd)/agent-console
bin_dir=${HOME-}/.local/bin
link=$bin_dir/agent-console

say() { printf '%s\n' "$*"; }

main() {
  if [ -z "${HOME-}" ] || is_ours "$(command -v agent-console || true)"; then :
  elif is_ours "$link"; then advise_path
  elif [ -e "$link" ]; then
    say "$link is another agent-console, and stays as it is."
  elif [ -t 0 ] && [ -t 1 ]; then
    offer_link
  else
    say 'To have the program on your PATH:'
    say "  mkdir -p '$bin_dir' && ln -sf '$program' '$link'"
  fi
  say
  say 'Next:'
  say "  $(name) install    # puts hooks into the settings of the agents on this machine"
  say "  $(name) watch      # shows what each of them is doing"
}

offer_link() {
  printf 'Link the program into %s, so that its name is enough? [Y/n] ' "$bin_dir"
  read -r answer || answer=n
  case "$answer" in
    '' | y | Y | yes | Yes | YES) ;;
    *) return ;;
  esac
  mkdir -p "$bin_dir"
  # A link that is there by now leads nowhere: to a clone that is gone.
  ln -sf "$program" "$link"
  say "linked $link"
  advise_path
}

advise_path() {
  case ":${PATH-}:" in
    *":$bin_dir:"*) ;;
    *)
      say "$bin_dir is not on your PATH; add to your shell's start-up file:"
      say "  export PATH=\"$bin_dir:\$PATH\"" ;;
  esac
}

is_ours() { [ -n "$1" ] && [ "$1" -ef "$program" ]; }

# The shortest word that runs the program from here.
name() {
  if is_ours "$(command -v agent-console || true)"; then say agent-console
  elif [ dist/agent-console -ef "$program" ]; then say ./dist/agent-console
  else say "$program"
  fi
}

main
