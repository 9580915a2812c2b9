#!/bin/bash
# SPDX-License-Identifier: MIT
# Peers written with slixmpp, so that the widget talks to a program that is not ours. Suites as in ../servers/common.sh.
#   peers.sh install | start NAME[@TAG] ARGS... | stop NAME[@TAG] | list      NAME: echo, crowd (see NAME.py)
. "$(dirname "${BASH_SOURCE[0]}")/../servers/common.sh"

here=$CONFAB_ROOT/tests/peers
state=$CONFAB_STATE/peers
export XMPP_PORT=${XMPP_PORT:-$((CONFAB_PORTS + 22))}
mkdir -p "$state"

case ${1:-} in
  install) apt_install_backports python3-slixmpp ;;
  start)
    name=$2
    shift 2
    end_pid "$state/$name.pid" "peers/${name%%@*}.py" # one of a run that ended badly
    # Debian's own Python: another one on PATH would not see Debian's modules.
    setsid /usr/bin/python3 "$here/${name%%@*}.py" "$@" </dev/null >"$state/$name.log" 2>&1 &
    echo $! >"$state/$name.pid"
    if ! wait_while_alive "$state/$name.pid" 20 grep -q ^ready "$state/$name.log"; then
      tail -n 10 "$state/$name.log" >&2
      end_pid "$state/$name.pid" "peers/${name%%@*}.py"
      die "$name did not start"
    fi
    say "$name: $(grep -m1 ^ready "$state/$name.log")"
    ;;
  stop) end_pid "$state/$2.pid" "peers/${2%%@*}.py" ;;
  list)
    for file in "$state"/*.pid; do
      [ -f "$file" ] && echo "$(basename "$file" .pid) $(cat "$file")"
    done
    ;;
  *) sed -n '3,4p' "$0"; exit 2 ;;
esac
