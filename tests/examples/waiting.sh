#!/bin/sh
# Who waits for a person, current past any break. Usage: sh waiting.sh [socket]
# Needs socat and jq.
socket=${1:-${AGENT_CONSOLE_SOCKET:-/tmp/agent-console.sock}}
state=$(mktemp) && trap 'rm -f "$state" "$state.new"' EXIT
echo '{"position":{},"sessions":{}}' >"$state"

# An event and the state before it: the state after it.
take='$state[0] as $before | . as $event | $before | .position.since = $event.seq |
  if $event.type == "snapshot" then
    .position.epoch = $event.epoch |
    .sessions = (if $event.resumed then .sessions else {} end)
      + ([$event.sessions[] | {(.session_id): .status}] | add // {}) |
    .sessions |= delpaths([$event.deleted // [] | .[] | [.]])
  elif $event.type == "update" then .sessions[$event.session.session_id] = $event.session.status
  elif $event.type == "delete" then .sessions |= del(.[$event.session_id])
  else . end |
  .said = (if $event.resumed then "resumed" else $event.type end)'
waiting='[.sessions | to_entries[] | select(.value == "attention" or .value == "question").key]'

while :; do
  jq -c '{cmd: "SUB"} + .position' "$state" |
    socat -,ignoreeof "UNIX-CONNECT:$socket" 2>/dev/null |
    while read -r line; do
      case $line in *'"type":'*) ;; *) continue ;; esac # the reply to SUB
      printf '%s\n' "$line" | jq -c --slurpfile state "$state" "$take" >"$state.new" || break
      mv "$state.new" "$state"
      jq -r "\"\(.said): \($waiting | sort | join(\" \"))\"" "$state"
    done
  sleep 0.2
done
