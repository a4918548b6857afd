#!/usr/bin/env bash
# Prints where a browser is, for tests of the pages: Chromium's headless shell where it is there (the same engine without the
# interface that nobody sees: half of the CPU), and otherwise Chromium or Chrome. Where there is none, Debian's is installed,
# if apt-get is at hand and allowed; with the argument "shell" the headless shell is installed beside another browser, too.
set -euo pipefail

cd "$(dirname "$0")/.."
. scripts/install.sh

shell=chromium-headless-shell
others=(chromium chromium-browser google-chrome google-chrome-stable "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")

# Prints where the first of some programs is.
find_one() {
  local name
  for name in "$@"; do
    if command -v "$name"; then
      return
    fi
  done
  return 1
}

if [ -n "${TEST_CHROMIUM:-}" ]; then
  find_one "$TEST_CHROMIUM" || fail "TEST_CHROMIUM is $TEST_CHROMIUM, which is no program"
  exit
fi

wanted=("$shell" "${others[@]}")
if [ "${1:-}" = shell ]; then
  wanted=("$shell")
fi

# Tests of several packages may ask at the same time: one installs, the others wait for it.
if ! find_one "${wanted[@]}"; then
  can_install || fail "Chromium is needed to test the pages: install it with your package manager, e.g. apt-get install chromium-headless-shell, or set TEST_CHROMIUM to where it is"
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  if command -v flock >/dev/null; then
    exec 9>/tmp/contacts-browser.lock
    flock 9
  fi
  if ! find_one "${wanted[@]}"; then
    echo "installing Chromium with apt-get: about a minute" >&2
    apt update
    # Older releases have the shell only inside of Chromium's own package.
    (apt install --no-install-recommends "$shell" 2>/dev/null) || apt install --no-install-recommends chromium
    find_one "$shell" "${others[@]}" || fail "Chromium was installed, but not found: set TEST_CHROMIUM to where it is"
  fi
fi
