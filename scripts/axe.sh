#!/usr/bin/env bash
# Prints where axe-core is, which tests of the pages look for barriers with. It is fetched once, with npm and whatever
# registry that uses, into the user's cache, and is no part of the program.
set -euo pipefail

version=4.14.1
sum=29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c # of axe.min.js

cd "$(dirname "$0")/.."
. scripts/install.sh

file=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/contacts-tests/axe-$version.min.js
right() { [ -f "$1" ] && echo "$sum  $1" | sha256sum --check --status; }

if ! right "$file"; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  if ! command -v npm >/dev/null; then
    can_install || fail "npm is needed once, to fetch axe-core $version for tests of the pages: install it with your package manager"
    echo "installing npm with apt-get: some minutes" >&2
    apt update
    apt install --no-install-recommends npm
  fi
  echo "fetching axe-core $version with npm" >&2
  (cd "$work" && npm pack --silent "axe-core@$version" >/dev/null) || fail "npm could not fetch axe-core $version: look at its registry (npm config get registry)"
  tar -xzf "$work/axe-core-$version.tgz" -C "$work" package/axe.min.js
  right "$work/package/axe.min.js" || fail "what npm fetched as axe-core $version is not what it was: its checksum differs"
  mkdir -p "$(dirname "$file")"
  mv "$work/package/axe.min.js" "$file.$$" && mv "$file.$$" "$file" # whole or not at all
fi
echo "$file"
