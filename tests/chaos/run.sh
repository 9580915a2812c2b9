#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Usage: tests/chaos/run.sh [options of scripts/chaos]
# A short chaos test with a fixed seed on both servers, side by side. The last line is
# "N passed, N failed". CONFAB_BUILD: the native build folder (build/dev).
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
build=${CONFAB_BUILD:-build/dev}
{ [[ -e $build/build.ninja ]] || cmake --preset dev -B "$build" >/dev/null; } &&
  cmake --build "$build" --target confab_chaos || { echo '0 passed, 1 failed'; exit 1; }
run() { timeout 240 scripts/chaos --server "$1" --steps 150 --seed 1 --kills 0 "${@:2}"; }
run prosody "$@" >"$build/chaos-prosody.log" 2>&1 &
prosody=$!
run ejabberd "$@" >"$build/chaos-ejabberd.log" 2>&1 &
ejabberd=$!
passed=0 failed=0
if wait "$prosody"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
if wait "$ejabberd"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
cat "$build/chaos-prosody.log" "$build/chaos-ejabberd.log"
echo "$passed passed, $failed failed"
((failed == 0))
