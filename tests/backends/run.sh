#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Usage: tests/backends/run.sh [NAME...]   (examples/backends/NAME; all without)
#        tests/backends/run.sh install
# Proves the examples of backends, each by its own check: real servers on loopback, a headless Chromium, dist/. One after
# the other, since they share ports. The last line is "N passed, N failed", counting the steps of all.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
export CONFAB_SUITE=backends
limit=${CONFAB_CHECK_SECONDS:-240} # for one example; a machine that is busy with other things may need more

if [[ ${1:-} == install ]]; then
  # The servers, the browser and slixmpp come with the scripts of their own.
  . tests/servers/common.sh
  apt_install python3 python3-psycopg2 postgresql
  exit
fi

passed=0 failed=0
names=("$@")
if ((!$#)); then
  for folder in examples/backends/*/; do
    [[ -x $folder/check ]] && names+=("$(basename "$folder")")
  done
fi
if [[ ! -e dist/confab.js && ! -e ${CONFAB_DIST:-dist}/confab.js ]]; then
  echo 'dist/ is missing: scripts/build first' >&2
  echo '0 passed, 1 failed'
  exit 1
fi
for name in "${names[@]}"; do
  echo "== $name"
  status=0
  out=$(mktemp)
  # TERM lets a check end the servers it started; --foreground would leave its children behind.
  timeout --kill-after=30 "$limit" "examples/backends/$name/check" </dev/null | tee "$out" || status=$?
  read -r p f < <(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$out" | tail -1) || p=0 f=0
  rm -f "$out"
  passed=$((passed + ${p:-0})) failed=$((failed + ${f:-0}))
  if ((status && !${f:-0})); then
    echo "FAIL $name ended with status $status after $limit s at most"
    failed=$((failed + 1))
  fi
done
for server in prosody ejabberd; do "tests/servers/$server.sh" stop; done
echo "$passed passed, $failed failed"
((failed == 0 && passed > 0))
