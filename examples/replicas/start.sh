#!/usr/bin/env bash
# Three replicas behind one port, for those without Docker. Needs a DATABASE_URL; without one it starts Debian's
# PostgreSQL in a folder that is removed at the end. Build first: npm run build
set -euo pipefail
cd "$(dirname "$0")/../.."

if [ -z "${DATABASE_URL:-}" ]; then
  bin=$(ls -d /usr/lib/postgresql/*/bin 2> /dev/null | tail -n 1) || true
  if [ -z "$bin" ]; then
    echo 'No database: set DATABASE_URL, or install PostgreSQL (apt-get install postgresql)' >&2
    exit 1
  fi
  folder=$(mktemp -d)
  as=(env)
  if [ "$(id -u)" = 0 ]; then # PostgreSQL does not run as root
    chown postgres "$folder"
    as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
  fi
  trap '"${as[@]}" "$bin/pg_ctl" stop --silent --mode fast --pgdata "$folder/data" || true; rm -rf "$folder"' EXIT
  "${as[@]}" "$bin/initdb" --pgdata "$folder/data" --username bot --auth trust --no-locale --encoding UTF8 > /dev/null
  # no TCP: the socket is in the folder
  "${as[@]}" "$bin/pg_ctl" start --silent --wait --pgdata "$folder/data" --log "$folder/log" --options "-k $folder -c listen_addresses="
  export DATABASE_URL="postgres://bot@localhost/postgres?host=$folder"
fi

# What the platform would know. The connector is that of the chat below.
export PORT=${PORT:-5000}
export BOT_PASSWORD=${BOT_PASSWORD:-a-password-to-try}
export CONNECTOR_TOKEN=${CONNECTOR_TOKEN:-a-token-to-try-it}
CHAT_PORT=${CHAT_PORT:-5051}
export CONNECTOR_URL=${CONNECTOR_URL:-http://127.0.0.1:$CHAT_PORT/connect/v1}

cat <<END
Talk to it in another terminal:
  BOT_PASSWORD='$BOT_PASSWORD' CONNECTOR_TOKEN='$CONNECTOR_TOKEN' \\
    npx bot-webhook chat examples/replicas/bot.yml --url http://127.0.0.1:$PORT \\
    --connector-port $CHAT_PORT --connector-token '\${CONNECTOR_TOKEN}'
END

node dist/examples/replicas/start.js # Ctrl-C ends it
