#!/usr/bin/env bash
# clang-tidy over all C sources that this build compiles, two at a time.
#
# usage: tests/lint/tidy.sh BUILD [FILE...]     extra compiler flags in $TIDY_FLAGS
set -euo pipefail
cd "$(dirname "$0")/../.."
build=$1
shift
files=("$@")
[ ${#files[@]} -gt 0 ] || mapfile -t files < <(git ls-files '*.c' | grep -Ev '^(graders/[^/]+/[^/]+/(grader|submissions)|tests/(attacks|bench/bank|fuzz/corpus)/)')
python=$(/usr/bin/pkg-config --cflags python-3.11-embed | sed "s/-I/-isystem /g")
# shellcheck disable=SC2086
printf '%s\0' "${files[@]}" | xargs -0 -P "$(nproc)" -n 4 sh -c '
  build=$1; flags=$2; shift 2
  clang-tidy --quiet "$@" -- -std=gnu17 -D_GNU_SOURCE -I. -I"$build/gen" -DGRADED_VERSION="\"lint\"" $flags 2>/dev/null' \
  tidy "$build" "$python -isystem /usr/lib/python3/dist-packages/numpy/core/include ${TIDY_FLAGS:-}" &&
  echo "ok - clang-tidy finds nothing in ${#files[@]} files"
