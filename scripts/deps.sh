#!/usr/bin/env bash
# Checks what has to be on the machine: Go, and PostgreSQL's programs (not a running server: `contacts dev`
# starts its own). Installs PostgreSQL where apt-get is at hand and allowed, and otherwise says what to do.
set -euo pipefail

cd "$(dirname "$0")/.."

. scripts/install.sh

# `go env GOVERSION` answers for the toolchain that go.mod selects, which Go may have to download first.
check_go() {
  local version minor
  command -v go >/dev/null || fail "Go 1.26 or newer is needed: see https://go.dev/dl/"
  version=$(go env GOVERSION) || fail "Go could not tell its version for this module; it needs Go 1.26 or newer: see https://go.dev/dl/"
  minor=$(printf %s "$version" | sed -n 's/.*go1\.\([0-9][0-9]*\).*/\1/p')
  [ "${minor:-0}" -ge 26 ] || fail "Go 1.26 or newer is needed and this is ${version:-older}: see https://go.dev/dl/"
}

# The same places as internal/dev/postgres_find.go looks at: many systems keep the server's programs off the PATH.
has_postgresql() {
  local dir
  for dir in \
    "$(dirname "$(command -v postgres || echo /nowhere/postgres)")" \
    "$(pg_config --bindir 2>/dev/null || echo /nowhere)" \
    /usr/lib/postgresql/*/bin \
    /usr/pgsql-*/bin \
    /usr/libexec/postgresql* \
    /opt/homebrew/opt/postgresql*/bin \
    /usr/local/opt/postgresql*/bin \
    /Applications/Postgres.app/Contents/Versions/*/bin \
    /usr/local/pgsql/bin; do
    if [ -x "$dir/initdb" ] && [ -x "$dir/postgres" ]; then
      return 0
    fi
  done
  return 1
}

install_postgresql() {
  local settings=/etc/postgresql-common/createcluster.conf

  echo "installing PostgreSQL with apt-get: about a minute"
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  apt update
  apt install --no-install-recommends postgresql-common

  # Debian would also create and start a server on port 5432, which nobody asked for. The setting is put back
  # afterwards: whoever installs another PostgreSQL later gets Debian's usual behaviour.
  if [ -f "$settings" ]; then
    cp "$settings" "$work/createcluster.conf"
    trap 'as_root cp "$work/createcluster.conf" '"$settings"'; rm -rf "$work"' EXIT
    echo "create_main_cluster = false" | as_root tee -a "$settings" >/dev/null
  fi
  apt install --no-install-recommends postgresql
}

check_go

if ! has_postgresql; then
  if can_install; then
    install_postgresql
    has_postgresql || fail "PostgreSQL was installed, but its programs initdb and postgres were not found: put their folder on the PATH"
  else
    fail "PostgreSQL's programs initdb and postgres are needed: install it with your package manager, e.g. apt-get install postgresql, dnf install postgresql-server, brew install postgresql@17, or put them on the PATH"
  fi
fi
