#!/usr/bin/env bash
# Least privilege as a link-time fact: what a program cannot call, it cannot be made to call.
set -euo pipefail
build=${1:-build}
bad=0

# lacks PROGRAM PATTERN: no undefined or defined symbol of the program matches
lacks() {
  local hits
  hits=$({ nm "$build/$1" 2>/dev/null; nm -D "$build/$1"; } | awk '{print $NF}' | grep -E "$2" | sort -u | head -5 || true)
  if [ -n "$hits" ]; then
    echo "$1 must not contain $2, but has: $(echo "$hits" | tr '\n' ' ')"
    bad=1
  else
    echo "ok - $1 has nothing like $2"
  fi
}
lacks libexec/graded-signer '^(zmq_|sqlite3_)'
lacks libexec/graded-signer '__unpack$'
lacks libexec/graded-jailer '^(zmq_|sqlite3_|EVP_|protobuf_c_)'
lacks libexec/graded-box '^(zmq_|sqlite3_|EVP_|protobuf_c_)'
lacks libexec/graded-ledger '^(zmq_|protobuf_c_|EVP_Digest(Sign|Verify))'
lacks libexec/graded-judge '^(zmq_|sqlite3_|protobuf_c_|EVP_DigestSign)'
lacks libexec/graded-front '^(sqlite3_|EVP_DigestSign|fexecve|execve)'
lacks libexec/runtime-c.so '^(zmq_|sqlite3_|EVP_|protobuf_c_|execve|socket$)'
exit $bad
