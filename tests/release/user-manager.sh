# Runs a command under a systemd user manager of its own: sh user-manager.sh folder command…
# Wants root and a mount namespace of its own (unshare -m): /run is made empty there.
set -eu
folder=$1
shift
mount -t tmpfs none /run
mkdir -p /run/systemd/system /run/user/0
chmod 700 /run/user/0
export XDG_RUNTIME_DIR=/run/user/0 DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/0/bus
groups=/sys/fs/cgroup
[ -d $groups/systemd ] && groups=$groups/systemd
group=$groups/agent-console-test.$$
mkdir "$group"
echo $$ > "$group/cgroup.procs"
dbus-daemon --session --address="$DBUS_SESSION_BUS_ADDRESS" --fork --nopidfile \
  --print-pid > "$folder/bus.pid"
systemd=/usr/lib/systemd/systemd
[ -x $systemd ] || systemd=/lib/systemd/systemd
SYSTEMD_LOG_TARGET=console $systemd --user < /dev/null > "$folder/systemd.log" 2>&1 &
manager=$!
until systemctl --user is-system-running > /dev/null 2>&1; do
  kill -0 $manager # ends the script when the manager is gone
done
status=0
"$@" || status=$?
# SIGRTMIN+24: at once (systemd(1)); to stop every unit in order may take minutes on a busy machine.
kill -58 $manager
wait $manager || true
kill "$(cat "$folder/bus.pid")"
echo $$ > "$groups/cgroup.procs"
find "$group" -name cgroup.procs -exec cat {} + | xargs -r kill -9 2> /dev/null || true
# The last processes of the group may still be on their way out.
tries=0
until find "$group" -depth -type d -exec rmdir {} + 2> "$folder/rmdir.log"; do
  tries=$((tries + 1))
  [ $tries -lt 200 ] # ends the script
  sleep 0.05
done
exit $status
