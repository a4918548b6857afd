#!/usr/bin/env bash
# Prints where Chromium is, for tests of the pages. Installs Debian's where apt-get is at hand and allowed, and otherwise
# says what to do.
set -euo pipefail

cd "$(dirname "$0")/.."
. scripts/install.sh

find_browser() {
  local name
  if [ -n "${TEST_CHROMIUM:-}" ]; then
    command -v "$TEST_CHROMIUM" || fail "TEST_CHROMIUM is $TEST_CHROMIUM, which is no program"
    return
  fi
  for name in chromium chromium-browser google-chrome google-chrome-stable "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    if command -v "$name"; then
      return
    fi
  done
  return 1
}

# Tests of several packages may ask at the same time: one installs, the others wait for it.
if ! find_browser; then
  can_install || fail "Chromium is needed to test the pages: install it with your package manager, e.g. apt-get install chromium, or set TEST_CHROMIUM to where it is"
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  if command -v flock >/dev/null; then
    exec 9>/tmp/contacts-browser.lock
    flock 9
  fi
  if ! find_browser; then
    echo "installing Chromium with apt-get: about a minute" >&2
    apt update
    apt install --no-install-recommends chromium
    find_browser || fail "Chromium was installed, but not found: set TEST_CHROMIUM to where it is"
  fi
fi
