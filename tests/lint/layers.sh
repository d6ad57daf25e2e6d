#!/usr/bin/env bash
# Dependencies point one way: every #include "..." of a folder must be in the folder's allowed list.
# Includes are written from the root of the tree, so the direction can be read off the line.
set -euo pipefail
cd "$(dirname "$0")/../.."

# folder : what it may include (prefixes). A folder may always include itself.
rules='
daemon/base:
proto/record:daemon/base
proto/wire:daemon/base proto/record proto/graded.pb-c.h
proto/statement:daemon/base proto/record proto/graded.pb-c.h
proto/client:daemon/base proto/record proto/wire proto/statement proto/graded.pb-c.h
sandbox/walls:daemon/base sandbox/box.h sandbox/protocol.h
sandbox/policy:daemon/base sandbox/box.h
sandbox/measure:daemon/base sandbox/box.h sandbox/walls
sandbox/doctor:daemon/base sandbox/box.h sandbox/jail.h sandbox/walls
sandbox/jailer:daemon/base sandbox/box.h sandbox/protocol.h sandbox/walls sandbox/policy sandbox/measure
sandbox/box:daemon/base sandbox/box.h sandbox/protocol.h sandbox/walls sandbox/policy sandbox/measure
sandbox:daemon/base
graders/sdk:daemon/base
graders/checker:daemon/base graders/sdk
graders/runtime/host:daemon/base graders/sdk
graders/runtime/c:daemon/base graders/sdk graders/runtime/host
graders/runtime/python:daemon/base graders/sdk graders/runtime/host
graders/bank:daemon/base graders/sdk proto/record sandbox/jail.h sandbox/box.h
daemon/supervisor:daemon/base proto/record sandbox/protocol.h
daemon/front:daemon/base proto/record proto/wire proto/graded.pb-c.h
daemon/ledger:daemon/base proto/record
daemon/signer:daemon/base proto/record proto/statement
daemon/judge:daemon/base proto/record sandbox/jail.h sandbox/box.h graders/bank graders/sdk
daemon/librarian:daemon/base proto/record sandbox/jail.h sandbox/box.h graders/bank graders/sdk
daemon/ctl:daemon/base proto/record proto/wire proto/client proto/statement sandbox/jail.h sandbox/box.h sandbox/protocol.h sandbox/doctor graders/bank graders/sdk
'

bad=0 seen=0
while IFS= read -r file; do
  folder=$(dirname "$file")
  allowed=
  while IFS=: read -r name list; do
    [ "$name" = "$folder" ] && allowed="$list $folder" && break
  done <<<"$rules"
  if [ -z "$allowed" ]; then
    echo "$file: its folder $folder has no row in tests/lint/layers.sh"
    bad=1
    continue
  fi
  seen=$((seen + 1))
  while IFS= read -r included; do
    ok=0
    for prefix in $allowed; do
      case $included in "$prefix" | "$prefix"/*) ok=1 ;; esac
    done
    # Generated policies belong to their folder.
    case $included in sandbox/policy/*.bpf.h) [ "$folder" = sandbox/policy ] && ok=1 ;; esac
    if [ $ok = 0 ]; then
      echo "$file: $folder may not include \"$included\""
      bad=1
    fi
  done < <(sed -n 's/^#include "\([^"]*\)".*/\1/p' "$file")
done < <(git ls-files 'daemon/*.[ch]' 'sandbox/*.[ch]' 'proto/*.[ch]' 'graders/sdk/*.[ch]' 'graders/bank/*.[ch]' \
  'graders/checker/*.[ch]' 'graders/runtime/*.[ch]' | grep -v -e '/include/' -e 'sandbox/policy/tool/')
[ $seen -gt 0 ] || { echo "no sources found"; exit 1; }
[ $bad = 0 ] && echo "ok - $seen files include only what their folder may include"
exit $bad
