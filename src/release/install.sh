#!/bin/sh
# Installs agent-console @VERSION@ for the user who runs it; needs no root.
#
#   sh install.sh [--dir folder]      put the program into folder, ~/.local/bin by default
#   sh install.sh --uninstall         take away what this script put there, and the hooks
#
# AGENT_CONSOLE_BASE_URL   where to fetch from: a folder of release files
#
# The download is checked against SHA256SUMS before anything of it is used.
# Running it again replaces the program; settings and sessions stay.

set -eu

VERSION='@VERSION@'
BASE_URL="${AGENT_CONSOLE_BASE_URL:-@BASE_URL@}"

say() { printf '%s\n' "$*"; }
fail() {
  printf 'install.sh: %s\n' "$*" >&2
  exit 1
}
has() { command -v "$1" > /dev/null 2>&1; }

main() {
  bin_dir="${HOME:?HOME is not set}/.local/bin"
  action=install
  while [ $# -gt 0 ]; do
    case "$1" in
      --dir) [ $# -ge 2 ] || fail '--dir: expected a folder'; bin_dir=$2; shift ;;
      --dir=*) bin_dir=${1#--dir=} ;;
      --uninstall) action=uninstall ;;
      -h | --help) usage; exit 0 ;;
      *) fail "unknown argument $1 - see --help" ;;
    esac
    shift
  done
  case "$bin_dir" in /*) ;; *) bin_dir=$PWD/$bin_dir ;; esac
  data=${XDG_DATA_HOME:-$HOME/.local/share}
  config=${XDG_CONFIG_HOME:-$HOME/.config}
  program=$bin_dir/agent-console
  man=$data/man/man1/agent-console.1
  bash=$data/bash-completion/completions/agent-console
  zsh=$data/zsh/site-functions/_agent-console
  fish=$config/fish/completions/agent-console.fish
  "$action"
}

usage() {
  say "Installs agent-console $VERSION for this user."
  say
  say '  sh install.sh [--dir folder]   into folder, ~/.local/bin by default'
  say '  sh install.sh --uninstall      take it away again, hooks and service too'
  say
  say 'AGENT_CONSOLE_BASE_URL is where the release files are fetched from.'
}

install() {
  check_base_url
  target=$(find_target)
  work=$(mktemp -d "${TMPDIR:-/tmp}/agent-console.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP

  name=agent-console-$VERSION-$target
  fetch SHA256SUMS
  ending=tar.gz
  # A quarter smaller, where it can be unpacked and was made.
  if has xz && grep -q " $name.tar.xz\$" "$work/SHA256SUMS"; then ending=tar.xz; fi
  say "fetching $BASE_URL/$name.$ending"
  fetch "$name.$ending"
  verify "$name.$ending"
  case "$ending" in
    tar.xz) xz -dc "$work/$name.$ending" | tar -xf - -C "$work" ;;
    *) gzip -dc "$work/$name.$ending" | tar -xf - -C "$work" ;;
  esac
  check_runs "$work/$name/agent-console"

  mkdir -p "$bin_dir" || fail "cannot make $bin_dir - choose another with --dir"
  [ -w "$bin_dir" ] || fail "no permission to write in $bin_dir - choose another with --dir"
  before=$("$program" --version 2> /dev/null || true)
  # Beside it first: a rename replaces a program even while it runs.
  cp "$work/$name/agent-console" "$program.new.$$"
  chmod 755 "$program.new.$$"
  mv -f "$program.new.$$" "$program"
  say "installed $program (${before:+was $before, }now agent-console $VERSION, $target)"

  put "$work/$name/agent-console.1" "$man"
  if has bash; then put "$work/$name/completions/agent-console.bash" "$bash"; fi
  if has zsh; then put "$work/$name/completions/_agent-console" "$zsh"; fi
  if has fish; then put "$work/$name/completions/agent-console.fish" "$fish"; fi
  advise
}

put() {
  mkdir -p "${2%/*}"
  cp "$1" "$2"
  chmod 644 "$2"
  say "installed $2"
}

advise() {
  name=agent-console
  case ":${PATH-}:" in
    *":$bin_dir:"*) ;;
    *) name=$program; say; say "$bin_dir is not on your PATH; add to your shell's start-up file:"
       say "  export PATH=\"$bin_dir:\$PATH\"" ;;
  esac
  if has zsh; then
    say; say 'zsh finds its completions once this stands in ~/.zshrc, before compinit:'
    say "  fpath=(\"${zsh%/*}\" \$fpath)"
  fi
  say; say 'Next:'
  say "  $name install    # puts hooks into the settings of the agents on this machine"
  say "  $name watch      # shows what each of them is doing"
}

uninstall() {
  found=no
  if [ -x "$program" ]; then
    found=yes
    # Hooks that call a program that is gone would trouble their agents.
    "$program" uninstall || fail "the hooks could not be taken out - nothing else was removed"
    "$program" service uninstall || true
    "$program" stop --force > /dev/null 2>&1 || true
  fi
  for file in "$program" "$man" "$bash" "$zsh" "$fish"; do
    if [ -f "$file" ]; then
      found=yes
      rm -f "$file"
      say "removed $file"
    fi
  done
  if [ "$found" = no ]; then say "nothing of agent-console is installed in $bin_dir"; fi
}

check_base_url() {
  case "$BASE_URL" in
    http://?* | https://?* | file:///?*) ;;
    '') fail 'no address to fetch from - set AGENT_CONSOLE_BASE_URL to that of the release files' ;;
    *) fail "AGENT_CONSOLE_BASE_URL: expected an address like https://…, got $BASE_URL" ;;
  esac
  BASE_URL=${BASE_URL%/}
}

# linux-x64, linux-x64-baseline, linux-x64-musl, linux-arm64, linux-arm64-musl, darwin-x64, darwin-arm64
find_target() {
  system=$(uname -s)
  machine=$(uname -m)
  case "$machine" in
    x86_64 | amd64) arch=x64 ;;
    aarch64 | arm64) arch=arm64 ;;
    *) fail "there is no build for $machine - build it from source" ;;
  esac
  case "$system" in
    Linux)
      if is_musl; then say "linux-$arch-musl"
      elif [ "$arch" = x64 ] && ! grep -qw avx2 /proc/cpuinfo; then say linux-x64-baseline
      else say "linux-$arch"
      fi ;;
    Darwin)
      # A shell under Rosetta takes itself for x64.
      if [ "$(sysctl -n sysctl.proc_translated 2> /dev/null || true)" = 1 ]; then arch=arm64; fi
      say "darwin-$arch" ;;
    *) fail "there is no build for $system - on Windows, run it in WSL" ;;
  esac
}

# Either system may have the other's loader beside its own; its own ldd knows best.
is_musl() {
  if ldd --version 2>&1 | grep -qi musl; then return 0; fi
  for loader in /lib64/ld-linux-x86-64.so.2 /lib/ld-linux-aarch64.so.1; do
    if [ -e "$loader" ]; then return 1; fi
  done
  for loader in /lib/ld-musl-*; do
    if [ -e "$loader" ]; then return 0; fi
  done
  return 1
}

fetch() {
  if has curl; then
    curl -fsSL --retry 3 -o "$work/$1" "$BASE_URL/$1" || fail "could not fetch $BASE_URL/$1"
  elif has wget; then
    wget -q -O "$work/$1" "$BASE_URL/$1" || fail "could not fetch $BASE_URL/$1"
  else
    fail 'neither curl nor wget is there'
  fi
}

verify() {
  expected=$(sed -n "s/^\([0-9a-f]\{64\}\)  $1\$/\1/p" "$work/SHA256SUMS")
  [ -n "$expected" ] ||
    fail "SHA256SUMS does not name $1 - is $BASE_URL the address of the release files? nothing was installed"
  if has sha256sum; then actual=$(sha256sum "$work/$1")
  elif has shasum; then actual=$(shasum -a 256 "$work/$1")
  elif has openssl; then actual=$(openssl dgst -sha256 -r "$work/$1")
  else fail 'no tool for SHA-256 is there: sha256sum, shasum or openssl'
  fi
  actual=${actual%% *}
  [ "$actual" = "$expected" ] || fail "$1 has checksum $actual, expected $expected - nothing was installed"
  say "checksum is right: $actual"
}

check_runs() {
  if said=$("$1" --version 2>&1); then return; fi
  case "$said" in
    *libstdc++*) fail 'it needs the C++ library: apk add libstdc++ - nothing was installed' ;;
    *) fail "it does not start here: $said - nothing was installed" ;;
  esac
}

main "$@"
