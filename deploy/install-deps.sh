#!/usr/bin/env bash
# Installs what building, running, testing and linting graded need: packages of Debian 12, by apt,
# nothing else. Says which ones it installs; when all are there it does nothing and says nothing.
# Works as root, or through sudo.
#
# usage: deploy/install-deps.sh [--list]
set -euo pipefail

packages=(
  # build
  gcc make git libc6-dev pkg-config protobuf-compiler protobuf-c-compiler
  libzmq3-dev libprotobuf-c-dev libseccomp-dev libssl-dev libsqlite3-dev libyaml-dev
  libjansson-dev libffi-dev python3-dev libpython3.11-dev
  # run: the candidates' languages
  python3 python3-numpy
  # tests: clients in another language, verification without graded, unit tests, faults, fuzzing
  python3-zmq python3-protobuf libcmocka-dev openssl sqlite3 strace procps clang
  # lint
  clang-format clang-tidy
)

if [ "${1:-}" = --list ]; then
  printf '%s\n' "${packages[@]}"
  exit 0
fi

# One call for all: a package counts only when it is completely installed.
installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "${packages[@]}" 2>/dev/null |
  sed -n 's/^installed //p' || true)
missing=()
for package in "${packages[@]}"; do
  case $'\n'$installed$'\n' in *$'\n'"$package"$'\n'*) ;; *) missing+=("$package") ;; esac
done
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
  echo "install-deps: this is not Debian; install the equivalents of: ${missing[*]}" >&2
  exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || {
    echo "install-deps: run as root, or install sudo; missing: ${missing[*]}" >&2
    exit 1
  }
  as_root=(sudo)
fi

echo "install-deps: installing with apt: ${missing[*]}"
apt_get() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq \
    -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 "$@" </dev/null
}
# An old package list names versions that are gone: refresh it, but only when something is missing.
apt_get update
apt_get install -y --no-install-recommends "${missing[@]}" >/dev/null
echo "install-deps: done"
