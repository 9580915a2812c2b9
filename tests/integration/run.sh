#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Usage: tests/integration/run.sh [gtest options]   (with options: in one process)
# Runs confab_integration_test against a Prosody and an ejabberd of its own, on loopback and on ports
# of its own (CONFAB_PORTS); ends them again. The last line is "N passed, N failed".
# CONFAB_BUILD: the native build folder (build/dev).
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
export CONFAB_SUITE=${CONFAB_SUITE:-integration}
export PROSODY_PLAIN=1
build=${CONFAB_BUILD:-build/dev}
servers=tests/servers

give_up() {
  echo "$*" >&2
  echo '0 passed, 1 failed'
  exit 1
}

if [[ ! -x $build/tests/confab_integration_test ]]; then
  [[ -e $build/build.ninja ]] || cmake --preset dev -B "$build" >/dev/null || give_up 'cmake failed'
  cmake --build "$build" --target confab_integration_test || give_up 'the build failed'
fi

for server in prosody ejabberd; do
  "$servers/$server.sh" install || give_up "cannot install $server"
done
"$servers/ejabberd.sh" forget
started=()
stop_servers() { for server in "${started[@]}"; do "$servers/$server.sh" stop; done; }
trap stop_servers EXIT
for server in prosody ejabberd; do
  if [[ $("$servers/$server.sh" status) != up ]]; then
    started+=("$server")
    "$servers/$server.sh" start || give_up "cannot start $server"
  fi
done
eval "$("$servers/prosody.sh" env)"
eval "$("$servers/ejabberd.sh" env)"
# For SASLprep: a-umlaut, feminine ordinal, a decomposed e-acute.
unicode=$'p\u00E4\u00AAss e\u0301'
for server in prosody ejabberd; do "$servers/$server.sh" adduser unicode "$unicode"; done
# Tokens as the servers give them out.
token_of() { sed -n 's/.*"\(access_\)\?token" *: *"\([^"]*\)".*/\2/p'; }
CONFAB_OAUTH_TOKEN=$(curl -sS -u alice@localhost:alicepass -d grant_type=password -d scope=xmpp \
  -d username=alice@localhost -d password=alicepass "http://localhost:$PROSODY_HTTP/oauth2/token" | token_of)
CONFAB_X_OAUTH2=$("$servers/ejabberd.sh" api oauth_issue_token \
  '{"jid":"alice@localhost","ttl":3600,"scopes":["sasl_auth"]}' | token_of)
CONFAB_JWT=$("$servers/ejabberd.sh" jwt visitor@jwt.localhost)
CONFAB_JWT_EXPIRED=$("$servers/ejabberd.sh" jwt visitor@jwt.localhost -60)
CONFAB_JWT_FOREIGN=$("$servers/ejabberd.sh" jwt visitor@jwt.localhost 3600 'another key')
export CONFAB_OAUTH_TOKEN CONFAB_X_OAUTH2 CONFAB_JWT CONFAB_JWT_EXPIRED CONFAB_JWT_FOREIGN
export CONFAB_PROSODY_URL=ws://localhost:$PROSODY_HTTP/xmpp-websocket
# A token for the one invited account; each run needs another.
CONFAB_PROSODY_INVITE=$("$servers/prosody.sh" invite invited.localhost)
export CONFAB_PROSODY_INVITE
export CONFAB_EJABBERD_URL=ws://localhost:$EJABBERD_HTTP/ws
export CONFAB_PROSODY_BOSH=http://localhost:$PROSODY_HTTP/http-bind
export CONFAB_EJABBERD_BOSH=http://localhost:$EJABBERD_HTTP/bosh

# The servers' tests beside each other: they wait more than they work.
results=$build/results/integration
mkdir -p "$(dirname "$results")"
rm -f "$results"-*.xml
lane() { # NAME [gtest options]
  local name=$1
  shift
  "$build/tests/confab_integration_test" "--gtest_output=xml:$PWD/$results-$name.xml" "$@" >"$results-$name.log" 2>&1
}
lanes=(one)
if (($#)); then
  lane one "$@" &
else
  lanes=(prosody others)
  lane prosody '--gtest_filter=*/prosody*' &
  lane others '--gtest_filter=-*/prosody*' &
fi
wait
run=0 bad=0
for name in "${lanes[@]}"; do
  cat "$results-$name.log"
  read -r its_run its_bad < <(sed -n \
    's/^<testsuites tests="\([0-9]*\)" failures="\([0-9]*\)" disabled="[0-9]*" errors="\([0-9]*\)".*/\1 \2/p' \
    "$results-$name.xml" 2>/dev/null) || { its_run=1 its_bad=1; }
  run=$((run + its_run)) bad=$((bad + its_bad))
done
echo "$((run - bad)) passed, $bad failed"
((bad == 0 && run > 0))
