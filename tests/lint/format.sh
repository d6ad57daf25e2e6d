#!/usr/bin/env bash
# All C of the project is formatted as .clang-format says. Candidates' programs are not ours to format.
set -euo pipefail
cd "$(dirname "$0")/../.."
mapfile -t files < <(git ls-files '*.c' '*.h' | grep -Ev '^(graders/[^/]+/[^/]+/submissions|tests/attacks/|tests/fuzz/corpus/)')
clang-format --dry-run --Werror "${files[@]}"
echo "ok - ${#files[@]} files are formatted"
