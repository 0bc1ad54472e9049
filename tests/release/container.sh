# Runs a command in a root folder that has the system's programs and nothing of
# its users: sh container.sh folder socket program command…
# Wants namespaces of its own: unshare --mount --uts --pid --fork.
set -eu
PATH=$PATH:/usr/sbin:/sbin # where chroot is, and a user's PATH need not lead
root=$1/root
socket=$2
program=$3
shift 3
mkdir -p "$root/proc" "$root/tmp" "$root/run" "$root/repo" "$root/root" "$root/opt"
for folder in usr bin lib lib64; do
  [ -d "/$folder" ] || continue
  mkdir -p "$root/$folder"
  mount --bind -o ro "/$folder" "$root/$folder"
done
touch "$root/run/agent-console.sock" "$root/opt/agent-console"
mount --bind "$socket" "$root/run/agent-console.sock"
mount --bind -o ro "$program" "$root/opt/agent-console"
mount -t proc proc "$root/proc"
hostname box
exec chroot "$root" /usr/bin/env -i PATH=/usr/bin:/bin:/opt HOME=/root \
  AGENT_CONSOLE_AUTOSTART=0 AGENT_CONSOLE_SOCKET=/run/agent-console.sock "$@"
