#!/usr/bin/env bash
# The main job on real input: keys, a daemon, right and wrong solutions in both languages, signed
# results, each verified twice: by gradectl, and by nothing but the openssl command line.
# Everything happens in a temporary directory that is removed at the end.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${BUILD:-build}
directory=$(mktemp -d "${TMPDIR:-/tmp}/graded-demo.XXXXXX")
daemon=

cleanup() {
  status=$?
  if [ -n "$daemon" ]; then
    kill -TERM "$daemon" 2>/dev/null || true
    wait "$daemon" 2>/dev/null || true
  fi
  [ $status -eq 0 ] || { echo "the daemon's log:" >&2; tail -n 40 "$directory/log" >&2 || true; }
  rm -rf "$directory"
  exit $status
}
trap cleanup EXIT
trap 'exit 130' INT TERM

say() { printf '\n== %s\n' "$*"; }

# openssl_verify ENVELOPE KEY: DSSE's pre-authentication encoding is rebuilt by hand, so that nothing
# of this project takes part.
openssl_verify() {
  local envelope=$1 key=$2 type
  type=$(sed -n 's/.*"payloadType": *"\([^"]*\)".*/\1/p' "$envelope")
  sed -n 's/.*"payload": *"\([^"]*\)".*/\1/p' "$envelope" | openssl base64 -d -A >"$directory/payload"
  sed -n 's/.*"sig": *"\([^"]*\)".*/\1/p' "$envelope" | openssl base64 -d -A >"$directory/signature"
  {
    printf 'DSSEv1 %d %s %d ' "${#type}" "$type" "$(wc -c <"$directory/payload")"
    cat "$directory/payload"
  } >"$directory/message"
  openssl pkeyutl -verify -rawin -pubin -inkey "$key" -in "$directory/message" \
    -sigfile "$directory/signature" >/dev/null
}

say "keys and daemon, in a directory of their own"
"$build/gradectl" keygen --directory "$directory" --tenant demo
mkfifo "$directory/ready"
"$build/graded" --directory "$directory" --ready-fd 9 9>"$directory/ready" 2>"$directory/log" &
daemon=$!
read -r -n 1 <"$directory/ready" || { echo "the daemon did not start" >&2; exit 1; }

# question, language, the verdict folder, solution
solutions='
algorithms/first-unique-char c accepted reference
algorithms/first-unique-char python accepted reference
linear-algebra/matmul c accepted reference
linear-algebra/matmul python accepted reference
neural-networks/softmax-stable c accepted reference
neural-networks/softmax-stable python accepted reference
transformers/attention c accepted reference
transformers/attention python accepted reference
'
submitted=0 accepted=0
questions=' '

# grade QUESTION_FOLDER LANGUAGE EXPECTED FILE
grade() {
  local slug=${1##*/} language=$2 expected=$3 file=$4 status=0 id envelope
  submitted=$((submitted + 1))
  id=demo-$submitted
  envelope=$directory/$id.json
  say "$slug, $language: $(basename "$(dirname "$file")")/$(basename "$file")"
  "$build/gradectl" submit --directory "$directory" --id "$id" --question "$slug" \
    --language "$language" --save "$envelope" "$file" || status=$?
  [ $status -le 1 ] || exit $status
  if [ "$expected" = accepted ] && [ $status -ne 0 ]; then
    echo "expected accepted" >&2
    exit 1
  fi
  if [ "$expected" != accepted ] && [ $status -eq 0 ]; then
    echo "expected anything but accepted" >&2
    exit 1
  fi
  [ $status -ne 0 ] || accepted=$((accepted + 1))
  "$build/gradectl" verify "$envelope" --key "$directory/keys/signing.pub.pem" --quiet
  openssl_verify "$envelope" "$directory/keys/signing.pub.pem"
  echo "  signature: valid (gradectl verify, and openssl alone)"
  case $questions in *" $slug "*) ;; *) questions="$questions$slug " ;; esac
}

while read -r question language verdict name; do
  [ -n "$question" ] || continue
  case $language in c) suffix=c ;; python) suffix=py ;; esac
  grade "$question" "$language" "$verdict" "graders/$question/submissions/$verdict/$name.$suffix"
  # And one wrong solution of the same question and language.
  wrong=$(ls "graders/$question/submissions/wrong_answer/"*."$suffix" 2>/dev/null | head -n 1 || true)
  [ -z "$wrong" ] || grade "$question" "$language" wrong "$wrong"
done <<<"$solutions"

set -- $questions
say "shown: $submitted submissions to $# questions in C and Python, $accepted accepted and $((submitted - accepted)) rejected as they must be, $submitted signatures verified twice"
