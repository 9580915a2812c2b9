#!/ usr / bin / env bash
#SPDX - License - Identifier : MIT
#Usage : tests / chaos / run.sh[options of scripts / chaos]
#A short chaos test with a fixed seed on each server.The last line is "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
passed=0 failed=0
for server in prosody ejabberd;
do
  if timeout
    120 scripts / chaos-- server "$server" --steps 150 --seed 1 --kills 0 "$@";
then passed = $((passed + 1)) else failed =
    $((failed + 1)) fi done echo "$passed passed, $failed failed"((failed == 0))
