#!/usr/bin/env bash
# Runs built fuzz targets one after the other, each on its seed corpus.
#
# usage: tests/fuzz/run.sh BUILD SECONDS NAME...
# SECONDS 0: the corpus only, no new inputs. New inputs are kept in BUILD/fuzz/corpus/NAME and taken
# up again by the next run; an input that finds something stays as BUILD/fuzz/finding-NAME-*.
set -u
cd "$(dirname "$0")/../.."
build=$1 seconds=$2
shift 2
failed=()
[ $# -gt 0 ] || { echo "fuzz: no targets" >&2; exit 2; }
for name in "$@"; do
  seeds=tests/fuzz/corpus/$name grown=$build/fuzz/corpus/$name log=$build/fuzz/$name.log
  [ -n "$(ls -A "$seeds" 2>/dev/null)" ] || { echo "fuzz: $seeds has no seeds" >&2; exit 2; }
  mkdir -p "$grown"
  bounds=(-timeout=10 -rss_limit_mb=2048 -artifact_prefix="$build/fuzz/finding-$name-")
  if [ "$seconds" = 0 ]; then
    "$build/fuzz/fuzz_$name" -runs=0 "${bounds[@]}" "$seeds" >"$log" 2>&1
  else
    "$build/fuzz/fuzz_$name" -max_total_time="$seconds" -max_len=16384 -print_final_stats=1 \
      "${bounds[@]}" "$grown" "$seeds" >"$log" 2>&1
  fi
  status=$?
  # "#1234 DONE cov: 99 ft: 123 corp: 45/6Kb ..."
  done_line=$(grep -E '^#[0-9]+\s+DONE' "$log" | tr -s '\t ' ' ')
  if [ $status -eq 0 ] && [ -n "$done_line" ]; then
    printf 'passed  %-12s %4d seeds  %s\n' "$name" "$(find "$seeds" -type f | wc -l)" "$done_line"
  else
    printf 'FAILED  %-12s exit %d, see %s\n' "$name" $status "$log"
    grep -E '^(==|SUMMARY|Test unit written|.*runtime error)' "$log" | head -5 | sed 's/^/    | /'
    failed+=("$name")
  fi
done
[ ${#failed[@]} -eq 0 ]
