#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Usage: tests/chaos/run.sh [options of scripts/chaos]
# A short chaos test on both servers, side by side: one tab and three, with seeds that found something once, and one that
# nobody knows before (it is printed, and repeats the run). Each run is a case; the last line is "N passed, N failed".
# CONFAB_BUILD: the native build folder (build/dev). CONFAB_CHAOS_SERVERS: which servers (both).
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
export CONFAB_SUITE=chaos
build=${CONFAB_BUILD:-build/dev}
limit=${CONFAB_CHAOS_SECONDS:-240} # for one run; a machine that is busy with other things may need more
logs=$build/chaos
rm -rf "$logs" && mkdir -p "$logs"
{ [[ -e $build/build.ninja ]] || cmake --preset dev -B "$build" >/dev/null; } &&
  cmake --build "$build" --target confab_chaos >"$logs/build.log" 2>&1 || {
  tail -n 30 "$logs/build.log"
  echo '0 passed, 1 failed'
  exit 1
}

# all SERVER: its runs, one after the other; a line "ok" or "FAIL" for each
all() {
  local server=$1 tabs seed steps log ctl=tests/servers/$1.sh
  shift
  "$ctl" stop >/dev/null 2>&1
  [[ $server != ejabberd ]] || "$ctl" forget
  PROSODY_PLAIN=1 EJABBERD_ARCHIVE=sql "$ctl" start >"$logs/$server.log" 2>&1 || { echo "FAIL $server does not start"; return; }
  while read -r tabs seed steps kills; do
    log=$logs/$server-$tabs-$seed.log
    if timeout "$limit" scripts/chaos --server "$server" --tabs "$tabs" --seed "$seed" --steps "$steps" --kills "$kills" "$@" \
      </dev/null >"$log" 2>&1; then
      echo "ok   $(head -n 1 "$log"): $(tail -n 1 "$log"); $(grep '^confirmed by the server' "$log")"
    else
      echo "FAIL $(head -n 1 "$log"): $(tail -n 1 "$log")"
      cat "$log"
    fi
  done <<<"$runs"
  "$ctl" stop >/dev/null 2>&1
}

# tabs, seed, steps, and after about how many of them the server is killed and started again (0: never)
runs="1 12 75 0
3 51 75 0
3 $RANDOM$RANDOM 75 0
2 77 60 25"
for server in ${CONFAB_CHAOS_SERVERS:-prosody ejabberd}; do all "$server" "$@" >"$logs/$server.out" & done
wait
cat "$logs"/*.out
passed=$(cat "$logs"/*.out | grep -c '^ok ')
failed=$(cat "$logs"/*.out | grep -c '^FAIL ')
echo "$passed passed, $failed failed"
((failed == 0 && passed > 0))
