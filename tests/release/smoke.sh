#!/bin/sh
# Starts a built program and has it do what it is for: sh smoke.sh target command…
# The command is the program, with what runs it before it where that is needed.
# Wants nothing but sh, so that it runs on every machine a release is for. With
# SMOKE_EMULATED set the hook's report need not arrive: a hook gives up within a
# second, and an emulator may take longer than that to start it.
set -eu
target=$1
shift
folder=$(mktemp -d /tmp/ac-smoke.XXXXXX)
hub=
finish() {
  status=$?
  [ -z "$hub" ] || kill "$hub" 2> /dev/null || true
  [ $status = 0 ] || { echo "smoke: failed"; cat "$folder/log"; } >&2
  rm -rf "$folder"
}
trap finish EXIT
mkdir "$folder/home"
export HOME="$folder/home" XDG_STATE_HOME="$folder/state" AGENT_CONSOLE_SOCKET="$folder/hub.sock"
touch "$folder/log"

expect() { # what is looked for, in what was said
  case "$2" in *"$1"*) ;; *) echo "smoke: expected $1 in: $2" >&2; exit 1 ;; esac
}
expect "\"target\":\"$target\"" "$("$@" version --json)"
expect 'agent-console' "$("$@" --help)"
"$@" daemon > "$folder/log" 2>&1 &
hub=$!
until [ -S "$AGENT_CONSOLE_SOCKET" ]; do kill -0 $hub; done
"$@" set smoke-set working --message 'hello there' > /dev/null
printf '%s' '{"hook_event_name":"UserPromptSubmit","session_id":"smoke-hook","cwd":"/tmp","prompt":"go"}' |
  "$@" hook claude
sessions=$("$@" list --json)
expect '"session_id":"smoke-set"' "$sessions"
[ -n "${SMOKE_EMULATED-}" ] || expect '"session_id":"smoke-hook"' "$sessions"
"$@" stop --force > /dev/null
wait $hub
hub=
[ ! -e "$AGENT_CONSOLE_SOCKET" ]
echo "smoke: $target works"
