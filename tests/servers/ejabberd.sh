#!/bin/bash
# SPDX-License-Identifier: MIT
# ejabberd 24.12 for the integration tests, on loopback only, with a state folder and ports per suite (see common.sh).
#   ejabberd.sh install | start | stop | restart | kill9 | forget | status | env
#   ejabberd.sh adduser NAME [PASSWORD] | befriend JID JID | api COMMAND [JSON]
#   ejabberd.sh jwt JID [SECONDS [KEY]]    a token that jwt.localhost takes as the password
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

state=${EJABBERD_STATE:-$CONFAB_STATE/ejabberd}
c2s=${EJABBERD_C2S:-$((CONFAB_PORTS + 32))}
http=${EJABBERD_HTTP:-$((CONFAB_PORTS + 90))}
pidfile=$state/ejabberd.pid

api() {
  local none='{}'
  curl -sS -H 'Content-Type: application/json' -d "${2:-$none}" "http://127.0.0.1:$http/api/$1"
}

add_user() { # NAME PASSWORD; a user who exists already is no error
  api register "{\"user\":\"$1\",\"host\":\"localhost\",\"password\":\"$2\"}" >/dev/null
}

add_contact() { # OWNER CONTACT, both bare JIDs
  api add_rosteritem "{\"localuser\":\"${1%@*}\",\"localhost\":\"${1#*@}\",\"user\":\"${2%@*}\",\"host\":\"${2#*@}\",
    \"nick\":\"${2%@*}\",\"groups\":[],\"subs\":\"both\"}" >/dev/null
}

jwt_key='only for tests, and known to everybody'
base64url() { base64 -w0 | tr '+/' '-_' | tr -d '='; }
jwt() { # JID SECONDS KEY
  local text
  text=$(printf '{"alg":"HS256","typ":"JWT"}' | base64url).$(
    printf '{"jid":"%s","exp":%d}' "$1" $(($(date +%s) + $2)) | base64url)
  echo "$text.$(printf %s "$text" | openssl dgst -sha256 -hmac "$3" -binary | base64url)"
}

# Debian keeps ejabberd's modules outside of Erlang's own library folder.
erlang_libraries() { dirname "$(dirname "$(ls -d /usr/lib/*/ejabberd-[0-9]*/ebin | head -n 1)")"; }

# The configuration, with what EJABBERD_EXTRA names put into its host_config: a file with options of the virtual hosts
# in EJABBERD_HOSTS. @STATE@ and @HERE@ (the file's folder) may stand in it.
# EJABBERD_ARCHIVE: what keeps archives, mnesia (the default) or sql.
configure() {
  local here='' extra=''
  if [ -n "${EJABBERD_EXTRA:-}" ]; then
    here=$(cd "$(dirname "$EJABBERD_EXTRA")" && pwd)
    extra=$EJABBERD_EXTRA
  fi
  awk -v extra="$extra" -v hosts="${EJABBERD_HOSTS:-}" '
    $0 == "@HOSTS@" { n = split(hosts, list, " "); for (i = 1; i <= n; i++) print "  - " list[i]; next }
    $0 == "@EXTRA@" { while (extra != "" && (getline line <extra) > 0) print "  " line; next }
    { print }' "${EJABBERD_TEMPLATE:-$CONFAB_ROOT/tests/servers/ejabberd.yml.in}" |
    sed "s#@STATE@#$state#g; s#@C2S@#$c2s#g; s#@HTTP@#$http#g; s#@HERE@#$here#g; s#@ARCHIVE@#${EJABBERD_ARCHIVE:-mnesia}#"
}

start() {
  if pid_of "$pidfile" ejabberd >/dev/null; then say 'ejabberd is already up'; return 0; fi
  if port_open "$c2s"; then die "port $c2s is taken by another program"; fi
  mkdir -p "$state/logs" "$state/db"
  make_certificate "$state/certs"
  cat "$state/certs/localhost.key" "$state/certs/localhost.crt" >"$state/certs/localhost.pem"
  printf '{"kty":"oct","k":"%s"}' "$(printf %s "$jwt_key" | base64url)" >"$state/jwt.jwk"
  configure >"$state/ejabberd.yml"
  # An Erlang node without a name: no port mapper to share with other nodes, and commands go over HTTP.
  (
    cd "$state" && HOME=$state ERL_LIBS=$(erlang_libraries) EJABBERD_CONFIG_PATH=$state/ejabberd.yml \
      EJABBERD_LOG_PATH=$state/logs/ejabberd.log \
      exec setsid erl -noinput -mnesia dir "\"$state/db\"" -s ejabberd
  ) </dev/null >"$state/logs/output.log" 2>&1 &
  echo $! >"$pidfile"
  if wait_while_alive "$pidfile" "${CONFAB_SERVER_SECONDS:-90}" port_open "$c2s" && wait_for 30 curl -sf -d '{}' "http://127.0.0.1:$http/api/status"; then
    local user
    for user in $CONFAB_USERS; do add_user "$user" "${user}pass"; done
    say "ejabberd up: c2s $c2s, http $http"
  else
    tail -n 20 "$state/logs/output.log" "$state/logs/ejabberd.log" >&2
    end_pid "$pidfile" ejabberd
    die 'ejabberd did not start'
  fi
}

case ${1:-} in
  install)
    apt_install_backports ejabberd erlang-p1-sqlite3 erlang-p1-oauth2
    apt_install openssl curl ca-certificates
    ;;
  start) start ;;
  stop) end_pid "$pidfile" ejabberd ;;
  restart) end_pid "$pidfile" ejabberd; start ;;
  kill9) end_pid "$pidfile" ejabberd KILL ;;
  # What it stored, unless it is up: an archive that grows from run to run makes it slow.
  forget) pid_of "$pidfile" ejabberd >/dev/null || rm -rf "$state/db" "$state"/archive.sqlite* ;;
  status) if pid_of "$pidfile" ejabberd >/dev/null; then echo up; else echo down; exit 3; fi ;;
  env)
    echo "EJABBERD_C2S=$c2s"
    echo "EJABBERD_HTTP=$http"
    echo "EJABBERD_STATE=$state"
    ;;
  adduser) add_user "$2" "${3:-${2}pass}" ;;
  befriend) add_contact "$2" "$3" && add_contact "$3" "$2" ;;
  jwt) jwt "$2" "${3:-3600}" "${4:-$jwt_key}" ;;
  api) api "$2" "${3:-}"; echo ;;
  *) sed -n '3,6p' "$0"; exit 2 ;;
esac
