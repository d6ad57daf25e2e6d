#!/usr/bin/env bash
# Runs test programs and scripts one after the other and counts.
#
# usage: tests/run.sh BUILD TEST...
# A test passes when it exits 0. Its output goes to BUILD/test-logs/NAME.log and is shown if it fails.
# cmocka programs are counted test by test, scripts by their "ok - ..." lines, anything else as one.
set -u
build=$1
shift
logs=$build/test-logs
mkdir -p "$logs"
passed=0 failed=0
failures=()

count() { # of single tests that this log reports as passed, at least 1
  local n
  n=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) test(s)\.$/\1/p' "$1" | awk '{s += $1} END {print s + 0}')
  [ "$n" -gt 0 ] || n=$(grep -c '^ok - ' "$1")
  [ "$n" -gt 0 ] || n=1
  echo "$n"
}

for test in "$@"; do
  name=$(echo "${test#"$build"/}" | tr '/ ' '--')
  log=$logs/$name.log
  start=$(date +%s%N)
  # A test that hangs is a test that fails.
  timeout -k 10 "${TEST_TIMEOUT:-600}" "$test" >"$log" 2>&1
  status=$?
  ms=$((($(date +%s%N) - start) / 1000000))
  if [ $status -eq 0 ]; then
    n=$(count "$log")
    passed=$((passed + n))
    printf 'passed  %-58s %4d tests %8d ms\n' "$name" "$n" "$ms"
  else
    failed=$((failed + 1))
    failures+=("$log")
    printf 'FAILED  %-58s exit %d %12d ms\n' "$name" "$status" "$ms"
    tail -n 60 "$log" | sed 's/^/    | /'
  fi
done
[ ${#failures[@]} -eq 0 ] || printf 'log of a failed test: %s\n' "${failures[@]}"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
