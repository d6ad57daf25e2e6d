#!/usr/bin/env bash
# Every top-level folder has a README.md, and every link between documents leads somewhere.
set -euo pipefail
cd "$(dirname "$0")/../.."
bad=0 links=0
for folder in */; do
  git ls-files --error-unmatch "$folder" >/dev/null 2>&1 || continue
  [ -f "${folder}README.md" ] || { echo "${folder}README.md is missing"; bad=1; }
done
while IFS= read -r document; do
  while IFS= read -r target; do
    case $target in http*:* | '#'* | '') continue ;; esac
    links=$((links + 1))
    [ -e "$(dirname "$document")/${target%%#*}" ] || { echo "$document: $target is not there"; bad=1; }
  done < <(grep -o '](\([^)]*\))' "$document" | sed 's/^](//; s/)$//' || true)
done < <(git ls-files '*.md')
[ $bad = 0 ] && echo "ok - $links links between documents lead somewhere"
exit $bad
