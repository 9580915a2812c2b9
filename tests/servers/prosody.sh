#!/bin/bash
# SPDX-License-Identifier: MIT
# Prosody 13 for tests and the demo, on loopback only, with a state folder and ports per suite (see common.sh).
#   prosody.sh install | start | stop | restart | kill9 | status | env
#   prosody.sh adduser NAME [PASSWORD] [HOST] | befriend JID JID | invite HOST | ctl ARGS...
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

export PROSODY_STATE=${PROSODY_STATE:-$CONFAB_STATE/prosody}
export PROSODY_C2S=${PROSODY_C2S:-$((CONFAB_PORTS + 22))}
export PROSODY_HTTP=${PROSODY_HTTP:-$((CONFAB_PORTS + 80))}
export PROSODY_HTTPS=${PROSODY_HTTPS:-$((CONFAB_PORTS + 81))}
export PROSODY_HERE=$CONFAB_ROOT/tests/servers
config=${PROSODY_CONFIG:-$PROSODY_HERE/prosody.cfg.lua}
pidfile=$PROSODY_STATE/prosody.pid

ctl() { prosodyctl --config "$config" "$@"; }

add_user() { # NAME PASSWORD HOST
  local host_folder=${3//./%2e}
  [ -f "$PROSODY_STATE/data/$host_folder/accounts/$1.dat" ] || ctl register "$1" "$3" "$2" >/dev/null
}

start() {
  if pid_of "$pidfile" prosody >/dev/null; then say 'prosody is already up'; return 0; fi
  if port_open "$PROSODY_C2S"; then die "port $PROSODY_C2S is taken by another program"; fi
  mkdir -p "$PROSODY_STATE/data"
  make_certificate "$PROSODY_STATE/certs"
  local user
  for user in $CONFAB_USERS; do add_user "$user" "${user}pass" localhost; done
  add_user alice alicepass plain.localhost
  # A session of its own: Ctrl-C in the terminal must reach whoever started us, not the server.
  setsid prosody --config "$config" -F </dev/null >>"$PROSODY_STATE/output.log" 2>&1 &
  echo $! >"$pidfile"
  if wait_while_alive "$pidfile" "${CONFAB_SERVER_SECONDS:-90}" port_open "$PROSODY_C2S" &&
    wait_for 30 curl -sf "http://127.0.0.1:$PROSODY_HTTP/.well-known/host-meta"; then
    say "prosody up: c2s $PROSODY_C2S, http $PROSODY_HTTP, https $PROSODY_HTTPS"
  else
    tail -n 20 "$PROSODY_STATE/prosody.log" "$PROSODY_STATE/output.log" >&2
    end_pid "$pidfile" prosody
    die 'prosody did not start'
  fi
}

case ${1:-} in
  install)
    apt_install_backports prosody prosody-modules lua-dbi-sqlite3 lua-event lua-unbound
    apt_install openssl curl ca-certificates
    ;;
  start) start ;;
  stop) end_pid "$pidfile" prosody ;;
  restart) end_pid "$pidfile" prosody; start ;;
  kill9) end_pid "$pidfile" prosody KILL ;;
  status) if pid_of "$pidfile" prosody >/dev/null; then echo up; else echo down; exit 3; fi ;;
  env)
    echo "PROSODY_C2S=$PROSODY_C2S"
    echo "PROSODY_HTTP=$PROSODY_HTTP"
    echo "PROSODY_HTTPS=$PROSODY_HTTPS"
    echo "PROSODY_STATE=$PROSODY_STATE"
    ;;
  adduser) add_user "$2" "${3:-${2}pass}" "${4:-localhost}" ;;
  # Without a name, so that whoever has the token chooses it.
  invite) ctl shell invite create_account "$2" 2>/dev/null | sed -n 's/.*preauth=//p' ;;
  befriend) ctl shell roster subscribe_both "$2" "$3" ;;
  ctl) shift; ctl "$@" ;;
  *) sed -n '3,5p' "$0"; exit 2 ;;
esac
